import { desc, gt, lt } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { fxTables, type FxTableRow } from './tables.ts'

/** The newest first. */
export function selectGoodTables(db: Db, now: Date): Promise<FxTableRow[]> {
  return db.select().from(fxTables).where(gt(fxTables.goodUntil, now)).orderBy(desc(fxTables.takenAt), desc(fxTables.id)).limit(20)
}

export async function findNewestTable(db: Db): Promise<FxTableRow | undefined> {
  const [row] = await db.select().from(fxTables).orderBy(desc(fxTables.takenAt), desc(fxTables.id)).limit(1)
  return row
}

/** Adds a table and forgets those that were good until `before`. */
export async function insertTable(db: Db, row: FxTableRow, before: Date): Promise<void> {
  await db.insert(fxTables).values(row)
  await db.delete(fxTables).where(lt(fxTables.goodUntil, before))
}
