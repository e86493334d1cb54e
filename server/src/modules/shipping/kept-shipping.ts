import type { Database, Db } from '../../platform/db.ts'
import { createKept, dropAfterCommit, type Kept } from '../../platform/kept.ts'
import type { Log } from '../../platform/log.ts'
import { selectAllShipping, type AllShipping } from './queries.ts'

/** Zones, ways to deliver and tax rules, kept in the process (platform/kept.ts): every quote and checkout looks at them. */
export type KeptShipping = Kept<AllShipping>

/** The triggers of drizzle/0003_shipping_told.sql speak on it. */
const channel = 'duka_shipping'

export function createKeptShipping({ db, listen, log }: { db: Db; listen: Database['listen']; log: Log }): KeptShipping {
  // What is charged by it is never knowingly old.
  return createKept({ name: 'shipping', channel, listen, log, load: () => selectAllShipping(db), mayBeOld: false })
}

/** The very next quote of this instance goes by the change, once it is committed. */
export function shippingChanged(ctx: { shipping: KeptShipping; afterCommit?: (() => void)[] }): void {
  dropAfterCommit(ctx, ctx.shipping)
}
