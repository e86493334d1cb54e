import { getTableColumns } from 'drizzle-orm'
import { toSnakeCase } from 'drizzle-orm/casing'
import type { PgTable } from 'drizzle-orm/pg-core'

/**
 * Makes rows one value of a statement, for `jsonb_populate_recordset(null::<table>, …::text::jsonb)`: it is the same
 * statement however many there are. Every column is given, for no default counts there.
 */
export function rowsAsJson<Table extends PgTable>(table: Table): (rows: readonly Table['$inferSelect'][]) => string {
  const names = Object.keys(getTableColumns(table)).map((key) => [key, toSnakeCase(key)] as const)
  const asJson = (value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
  return (rows) =>
    JSON.stringify(rows.map((row) => Object.fromEntries(names.map(([key, name]) => [name, asJson((row as Record<string, unknown>)[key])]))))
}
