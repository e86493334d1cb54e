import type { Db } from './db.ts'

/**
 * A statement that Drizzle writes out once for each database and not at every call, for those asked most often; what
 * changes goes in by `sql.placeholder`. In a transaction it is written out as before, since each is a database of its own.
 */
export function prepared<Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
  const known = new WeakMap<Db, Statement>()
  return (db) => {
    let statement = known.get(db)
    if (!statement) known.set(db, (statement = build(db)))
    return statement
  }
}
