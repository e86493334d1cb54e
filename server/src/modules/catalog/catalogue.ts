import type { Currency } from 'shared/currencies'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db.ts'
import { asLoggedError, type Log } from '../../platform/log.ts'
import { selectAvailable, selectShelf, selectSold } from './queries.ts'
import { arrangeShelf } from './shelf.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

/**
 * The shelf, kept in the process. How fresh it is:
 * - what staff change (prices, words, pictures, categories) the tables' triggers announce by NOTIFY with the commit
 *   (drizzle/0001_guards.sql), whoever changed it, and every instance drops its snapshot at once; a lost connection
 *   drops it too, because announcements may have been missed;
 * - what buying changes (availability) is read again when it is older than a second, in one statement. Announcing it
 *   would make every order wait for NOTIFY's database-wide commit lock; and the cart, which must be right, asks the table;
 * - a snapshot older than a minute is loaded again behind the reader's back, whatever was announced.
 */
export type Catalogue = {
  /** @throws when there is no snapshot yet and the database cannot be read */
  read(): Promise<Snapshot>
  /** Forgets the snapshot: the next reader loads it again. */
  drop(): void
}

/** The triggers of drizzle/0001_guards.sql speak on it. */
const channel = 'duka_catalog'
const maxAgeMs = 60_000
const stockMaxAgeMs = 1_000
const soldMaxAgeMs = 600_000
const soldDays = 30

type Parts = { db: Db; listen: Database['listen']; clock: Clock; log: Log; currency: Currency }

export function createCatalogue({ db, listen, clock, log, currency }: Parts): Catalogue {
  let generation = 0
  let current: { snapshot: Snapshot; generation: number; loadedAt: number; stockAt: number } | undefined
  let loading: { generation: number; snapshot: Promise<Snapshot> } | undefined
  let refreshing: Promise<void> | undefined
  let listening: Promise<unknown> | undefined
  let sold: { byProduct: Map<string, number>; at: number } | undefined

  const drop = () => {
    generation += 1
  }

  /** One load at a time serves all who wait; who comes after a drop does not join a load from before it. */
  function load(): Promise<Snapshot> {
    if (loading?.generation === generation) return loading.snapshot
    const started = { generation, snapshot: loadNow(generation) }
    loading = started
    const forget = () => {
      if (loading === started) loading = undefined
    }
    started.snapshot.then(forget, forget)
    return started.snapshot
  }

  async function loadNow(asOf: number): Promise<Snapshot> {
    // Listening before reading: a change in between is announced to us.
    listening ??= listen(channel, drop, drop).catch((error: unknown) => {
      listening = undefined
      throw error
    })
    await listening
    const at = performance.now()
    if (!sold || at - sold.at > soldMaxAgeMs) {
      const rows = await selectSold(db, new Date(clock.now().getTime() - soldDays * 86_400_000))
      sold = { byProduct: new Map(rows.map((row) => [row.productId, row.sold])), at }
    }
    const shelf = arrangeShelf(await selectShelf(db), { currency, now: clock.now() })
    const snapshot = createSnapshot({ ...shelf, sold: sold.byProduct })
    if (!current || asOf >= current.generation) current = { snapshot, generation: asOf, loadedAt: at, stockAt: at }
    return snapshot
  }

  function refreshStock(of: NonNullable<typeof current>): Promise<void> {
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
    drop,
    async read() {
      if (current?.generation !== generation) return load()
      const now = performance.now()
      if (now - current.loadedAt > maxAgeMs) {
        current.loadedAt = now
        load().catch((error: unknown) => log.warn({ error: asLoggedError(error) }, 'the catalogue could not be read again'))
      }
      if (now - current.stockAt > stockMaxAgeMs) {
        const { snapshot } = current
        await refreshStock(current)
        return snapshot
      }
      return current.snapshot
    },
  }
}

/** Drops this instance's snapshot once the change is committed: whoever made it does not wait for the announcement. */
export function catalogChanged(ctx: { catalog: Catalogue; afterCommit?: (() => void)[] }): void {
  if (ctx.afterCommit) ctx.afterCommit.push(() => ctx.catalog.drop())
  else ctx.catalog.drop()
}
