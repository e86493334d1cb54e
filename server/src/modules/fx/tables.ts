import { index, integer, jsonb, pgTable } from 'drizzle-orm/pg-core'
import { id, moment } from '../../platform/columns.ts'
import type { AgreedRates, Reading } from './agree.ts'

/**
 * The rates of one moment. Never changed: a quote names the table it was reckoned by, and is charged by it while the table is
 * good. What a payment was reckoned by is written down with the payment, so old tables may go.
 */
export const fxTables = pgTable(
  'fx_tables',
  {
    id: id().primaryKey(),
    takenAt: moment().notNull(),
    goodUntil: moment().notNull(),
    /** What is added to each rate, in hundredths of a per cent: it stays with the table, whatever is set later. */
    spreadBps: integer().notNull().default(0),
    /** What each source told, agreed or not. */
    sources: jsonb().$type<Reading[]>().notNull(),
    rates: jsonb().$type<AgreedRates>().notNull(),
  },
  (table) => [index('fx_tables_good').on(table.goodUntil)],
)
export type FxTableRow = typeof fxTables.$inferSelect
