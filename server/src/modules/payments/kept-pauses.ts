import type { PaymentMethod } from 'shared/payments'
import type { Database, Db } from '../../platform/db.ts'
import { createKept, type Kept } from '../../platform/kept.ts'
import type { Log } from '../../platform/log.ts'
import { listPauses } from './queries-pauses.ts'

/** Ways to pay that staff took out of the checkout, kept in the process (platform/kept.ts): every quote looks at them. */
export type KeptPauses = Kept<ReadonlySet<PaymentMethod>>

/** The trigger of drizzle/0009_rates_told.sql speaks on it. */
const channel = 'duka_payment_pauses'

export function createKeptPauses({ db, listen, log }: { db: Db; listen: Database['listen']; log: Log }): KeptPauses {
  const load = async () => new Set((await listPauses(db)).map(({ method }) => method))
  return createKept({ name: 'paused ways to pay', channel, listen, log, load, mayBeOld: true })
}
