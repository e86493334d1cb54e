import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { rowsOf, type Database, type Db } from './db.ts'
import { projectRoot } from './project-root.ts'

const migrationsFolder = join(projectRoot, 'drizzle')

/**
 * Brings the database up to date. Where several processes start together on PostgreSQL one of them does it and the others
 * wait; where there is nothing to do, nobody waits.
 * @throws OtherDatabase when what was done to it before is not what this version of the shop would have done
 */
export async function migrate(database: Database, folder: string = migrationsFolder): Promise<void> {
  if ((await countMissing(database.db, folder)) === 0) return
  await database.alone(async (db) => {
    // Another process may have done it while we waited.
    if ((await countMissing(db, folder)) === 0) return
    // Each driver's own migrator, over the same folder.
    const { migrate: run } =
      database.kind === 'pglite' ? await import('drizzle-orm/pglite/migrator') : await import('drizzle-orm/postgres-js/migrator')
    await run(db as never, { migrationsFolder: folder })
  })
}

/** The database was made by other migrations than these: running ours on top would end in a riddle of an SQL error. */
export class OtherDatabase extends Error {
  constructor() {
    super(
      [
        'This database was made by another version of the shop, whose migrations are not the ones here, so it is left as it is.',
        'With nothing in it to keep, delete it and start again: the folder DATA_DIR (`.data`, with its sandbox.json) when it is embedded,',
        'the database in DATABASE_URL when it is PostgreSQL. Otherwise run the version of the shop that made it.',
      ].join('\n'),
    )
    this.name = 'OtherDatabase'
  }
}

/** How many migrations wait. More than ours having run is fine: a newer version is being rolled out beside this one. */
async function countMissing(db: Db, migrationsFolder: string): Promise<number> {
  const ours = readMigrationFiles({ migrationsFolder })
  const [table] = await rowsOf<{ name: string | null }>(db, sql`select to_regclass('drizzle.__drizzle_migrations')::text as name`)
  if (!table?.name) return ours.length
  const done = await rowsOf<{ hash: string }>(db, sql`select hash from drizzle.__drizzle_migrations order by created_at, id`)
  if (done.slice(0, ours.length).some(({ hash }, at) => hash !== ours[at]?.hash)) throw new OtherDatabase()
  return Math.max(0, ours.length - done.length)
}
