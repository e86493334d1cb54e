import type { Currency } from 'shared/currencies'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db.ts'
import { createKept, dropAfterCommit, type Kept } from '../../platform/kept.ts'
import { asLoggedError, type Log } from '../../platform/log.ts'
import { selectAvailable, selectShelf, selectSold } from './queries.ts'
import { arrangeShelf } from './shelf.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/**
 * The shelf, kept in the process (platform/kept.ts): dropped when staff change prices, words, pictures or categories
 * (drizzle/0001_guards.sql). What buying changes (availability) is read again when it is older than a second, in one
 * statement. Announcing it would make every order wait for NOTIFY's database-wide commit lock; and the cart, which must be
 * right, asks the table.
 */
export type Catalogue = Kept<Snapshot>

/** The triggers of drizzle/0001_guards.sql speak on it. */
const channel = 'duka_catalog'
const stockMaxAgeMs = 1_000
const soldMaxAgeMs = 600_000
const soldDays = 30

type Parts = { db: Db; listen: Database['listen']; clock: Clock; log: Log; currency: Currency }

export function createCatalogue({ db, listen, clock, log, currency }: Parts): Catalogue {
  let refreshing: Promise<void> | undefined
  let sold: { byProduct: Map<string, number>; at: number } | undefined
  const kept = createKept({ name: 'the catalogue', channel, listen, log, load, mayBeOld: true })

  async function load(): Promise<{ snapshot: Snapshot; stockAt: number }> {
    const stockAt = performance.now()
    if (!sold || stockAt - sold.at > soldMaxAgeMs) {
      const rows = await selectSold(db, new Date(clock.now().getTime() - soldDays * 86_400_000))
      sold = { byProduct: new Map(rows.map((row) => [row.productId, row.sold])), at: stockAt }
    }
    const shelf = arrangeShelf(await selectShelf(db), { currency, now: clock.now() })
    return { snapshot: createSnapshot({ ...shelf, sold: sold.byProduct }), stockAt }
  }

  function refreshStock(of: { snapshot: Snapshot; stockAt: number }): Promise<void> {
    refreshing ??= selectAvailable(db)
      .then((rows) => of.snapshot.setAvailable(rows))
      // The shelf stays open while the database is away; what is bought is checked where it is bought.
      .catch((error: unknown) => log.warn({ error: asLoggedError(error) }, 'availability could not be read'))
      .finally(() => {
        of.stockAt = performance.now()
        refreshing = undefined
      })
    return refreshing
  }

  return {
    drop: kept.drop,
    async read() {
      const shelf = await kept.read()
      if (performance.now() - shelf.stockAt > stockMaxAgeMs) await refreshStock(shelf)
      return shelf.snapshot
    },
  }
}

/** Drops this instance's snapshot once the change is committed: whoever made it does not wait for the announcement. */
export function catalogChanged(ctx: { catalog: Catalogue; afterCommit?: (() => void)[] }): void {
  dropAfterCommit(ctx, ctx.catalog)
}
