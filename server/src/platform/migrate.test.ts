import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openEmptyDatabases, openTestDatabase } from '../testing/database.ts'
import { rowsOf, type Database } from './db.ts'
import { migrate, OtherDatabase } from './migrate.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duka-migrations-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A folder of migrations, each one statement. */
async function migrations(name: string, statements: readonly string[]): Promise<string> {
  const at = join(folder, name)
  await mkdir(join(at, 'meta'), { recursive: true })
  const entries = statements.map((_, idx) => ({ idx, version: '7', when: 1_000 + idx, tag: `000${idx}`, breakpoints: true }))
  await writeFile(join(at, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }))
  await Promise.all(statements.map((statement, idx) => writeFile(join(at, `000${idx}.sql`), statement)))
  return at
}
const rowsIn = (database: Database, table: string) => rowsOf(database.db, sql.raw(`select * from ${table}`))

describe('bringing a database up to date', () => {
  const first = 'create table one (id int)'
  const slow = 'insert into one select 1 from pg_sleep(0.5)'

  it('is done once by processes that start together', async () => {
    const from = await migrations('together', [first, slow])
    const count = inject('emptyDatabase').kind === 'postgres' ? 3 : 1
    const { databases, close } = await openEmptyDatabases(count)
    await Promise.all(databases.map((database) => migrate(database, from)))
    for (const database of databases) expect(await rowsIn(database, 'one')).toHaveLength(1)
    await close()
  })

  it('goes on from where it was, and waits for nobody when there is nothing to do', async () => {
    const { databases, close } = await openEmptyDatabases(1)
    const [database] = databases as [Database]
    await migrate(database, await migrations('before', [first]))
    const after = await migrations('after', [first, 'insert into one values (1)'])
    await migrate(database, after)
    const locked = { ...database, alone: () => Promise.reject(new Error('it waited')) }
    await migrate(locked, after)
    expect(await rowsIn(database, 'one')).toHaveLength(1)
    // A version from before the newest migration still starts beside it.
    await migrate(locked, await migrations('before', [first]))
    await close()
  })

  it('leaves a database of other migrations alone, and says what to do', async () => {
    const { databases, close } = await openEmptyDatabases(1)
    const [database] = databases as [Database]
    await migrate(database, await migrations('old', ['create table old (id int)']))
    const failure = migrate(database, await migrations('new', ['create table old (id int, name text)']))
    await expect(failure).rejects.toThrow(OtherDatabase)
    await expect(failure).rejects.toThrow(/another version of the shop[^]*DATA_DIR/)
    expect(await rowsIn(database, 'old')).toEqual([])
    await close()
  })

  it('has nothing left to do in what tests are given', async () => {
    const database = await openTestDatabase()
    await migrate({ ...database, alone: () => Promise.reject(new Error('it waited')) })
    const journal = JSON.parse(await readFile(join(import.meta.dirname, '../../../drizzle/meta/_journal.json'), 'utf8')) as {
      entries: unknown[]
    }
    expect(await rowsIn(database, 'drizzle.__drizzle_migrations')).toHaveLength(journal.entries.length)
    await database.close()
  })
})
