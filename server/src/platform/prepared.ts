import { sql, type Query, type SQL } from 'drizzle-orm'
import { rowsIn, type Db } from './db.ts'

/** What Drizzle's databases hold and its types do not show. Those of one connection pool, its transactions too, share one dialect. */
type Inside = {
  dialect: { sqlToQuery(statement: SQL): Query }
  session: {
    client: object
    prepareQuery(query: Query, fields: undefined, name: string, isArray: boolean): { execute(values: object): unknown }
  }
}

/**
 * A statement that Drizzle writes out once and not at every call, for those asked most often; what changes goes in by
 * `sql.placeholder`. It may be asked in a transaction as well: only whose connection it goes to differs.
 */
export function prepared<Statement extends object>(build: (db: Db) => Statement): (db: Db) => Statement {
  const known = new WeakMap<object, Statement>()
  return (db) => {
    const { dialect, session } = db as unknown as Inside
    let statement = known.get(dialect)
    if (!statement) known.set(dialect, (statement = build(db)))
    return Object.assign(Object.create(statement) as Statement, { client: session.client })
  }
}

/** The same for a statement in plain SQL. @returns its rows */
export function preparedSql<Row>(statement: SQL): (db: Db, values: Record<string, unknown>) => Promise<Row[]> {
  const query = prepared((db) => {
    const { dialect, session } = db as unknown as Inside
    return session.prepareQuery(dialect.sqlToQuery(statement), undefined, 'plain', false)
  })
  return async (db, values) => rowsIn(await query(db).execute(values))
}

/**
 * What pg-boss asks of a database, on the connection of this one: its own text goes as it is, where its own adapter has
 * Drizzle take it apart and write it out again.
 */
export function asExecutor(db: Db) {
  const { session } = db as unknown as Inside
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const query: Query = { sql: text, params: values }
      return { rows: rowsIn(await session.prepareQuery(query, undefined, 'plain', false).execute({})) }
    },
  }
}

/** Ids or numbers as the value of `listed`. */
export function asList(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`
}

/**
 * A placeholder for a list, as an array of this type: so it is the same statement however many there are. Read in a select of
 * its own it does not tell its length to the planner, which else would plan the statement anew for each.
 */
export function listed(name: string, type: 'uuid' | 'int'): SQL {
  return sql`(select ${sql.placeholder(name)}::text::${sql.raw(type)}[])`
}
