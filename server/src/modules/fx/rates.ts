import { fiatCodes, type Currency } from 'shared/currencies'
import type { AppliedRate } from 'shared/payments'
import { decimalAbove } from 'shared/rates'
import type { ShownRates } from 'shared/shop.schema'
import type { Clock } from '../../platform/clock.ts'
import { later } from '../../platform/clock.ts'
import type { Database, Db } from '../../platform/db.ts'
import { createKept } from '../../platform/kept.ts'
import type { Log } from '../../platform/log.ts'
import { valueOf } from './agree.ts'
import { selectGoodTables } from './queries.ts'
import type { RateSource } from './sources/source.ts'
import type { FxTableRow } from './tables.ts'

/** The shop's exchange rates, kept in the process (platform/kept.ts). Not to be read inside a transaction. */
export type Rates = {
  /** The newest table that stays good for as long as a quote lives; undefined when there is none. */
  newest(): Promise<RatesTable | undefined>
  /** The table a customer was shown prices by, while it is good. */
  byId(id: string): Promise<RatesTable | undefined>
  /** Forgets what is kept: the next reader loads it again. */
  drop(): void
  sources: readonly RateSource[]
}

export type RatesTable = {
  id: string
  takenAt: Date
  goodUntil: Date
  /** How many of the one for one of the other, the shop's spread included; undefined where the sources did not agree. */
  between(from: Currency, to: Currency): AppliedRate | undefined
  /** By what prices are shown in people's own currencies: the rates they would be charged by today. */
  shown(from: Currency): ShownRates
}

/** How long a quote of a price lives. */
export const quoteSeconds = 15 * 60
/** A table can be quoted by for 15 minutes, and each of those quotes lives 15 more. */
export const goodSeconds = 2 * quoteSeconds
/** What is only read may be of this morning: reference rates are a day's. */
const shownSeconds = 86_400

/** The trigger of the migration `rates_told` speaks on it. */
const channel = 'duka_rates'

type Parts = { db: Db; listen: Database['listen']; log: Log; clock: Clock; sources: RateSource[] }

export function createRates({ db, listen, log, clock, sources }: Parts): Rates {
  const load = async () => (await selectGoodTables(db, clock.now())).map(asTable)
  // A table that came a moment ago may be missed for a moment: none that is kept is charged by for longer than it is good.
  const kept = createKept({ name: 'rates', channel, listen, log, load, mayBeOld: true })
  return {
    sources,
    drop: () => kept.drop(),
    async newest() {
      const [table] = await kept.read()
      return table && table.goodUntil >= later(clock.now(), quoteSeconds) ? table : undefined
    },
    async byId(id) {
      const isIt = (table: RatesTable) => table.id === id && table.goodUntil > clock.now()
      const known = (await kept.read()).find(isIt)
      if (known) return known
      // Another process may have made it a moment ago.
      kept.drop()
      return (await kept.read()).find(isIt)
    },
  }
}

function asTable({ id, takenAt, goodUntil, spreadBps, rates }: FxTableRow): RatesTable {
  const between: RatesTable['between'] = (from, to) => {
    const [a, b] = [rates[from], rates[to]]
    const [below, above] = [a && valueOf(a), b && valueOf(b)]
    if (!a || !b || !below || !above || from === to) return undefined
    const over = above.over * below.under * (10_000n + BigInt(spreadBps))
    const rate = decimalAbove({ over, under: above.under * below.over * 10_000n })
    return { table: id, from, to, rate, sources: [...new Set([...a.sources, ...b.sources])], takenAt: takenAt.toISOString() }
  }
  return {
    id,
    takenAt,
    goodUntil,
    between,
    shown(from) {
      const of: ShownRates['of'] = {}
      for (const to of fiatCodes) {
        const [a, b, applied] = [rates[from], rates[to], between(from, to)]
        if (!a || !b || !applied) continue
        of[to] = { rate: applied.rate, asOf: Date.parse(a.asOf) < Date.parse(b.asOf) ? a.asOf : b.asOf, sources: applied.sources }
      }
      return { goodUntil: later(takenAt, shownSeconds).toISOString(), of }
    },
  }
}
