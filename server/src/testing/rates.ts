import { newId } from '../platform/ids.ts'
import { later } from '../platform/clock.ts'
import { fxTables } from '../modules/fx/tables.ts'
import type { TestWorld } from './world.ts'

/**
 * A new table of exchange rates, as the job would take it. @param units of each currency for one dollar, without a spread
 * @returns its id
 */
export async function takeRates(world: Pick<TestWorld, 'db' | 'clock' | 'world'>, units: Record<string, string>): Promise<string> {
  const takenAt = world.clock.now()
  const asOf = takenAt.toISOString()
  const told = Object.entries({ USD: '1', ...units }).map(([code, units]) => [code, { units, usd: '1', asOf, sources: ['one', 'two'] }])
  const row = {
    id: newId(),
    takenAt,
    goodUntil: later(takenAt, 1_800),
    spreadBps: 0,
    sources: [],
    rates: Object.fromEntries(told) as object,
  }
  await world.db.insert(fxTables).values(row)
  world.world.rates.drop()
  return row.id
}
