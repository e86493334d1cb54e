import { eq, sql } from 'drizzle-orm'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../testing/database.ts'
import type { Database, Db } from './db.ts'
import { prepared, preparedSql } from './prepared.ts'

const notes = pgTable('test_notes', { name: text().primaryKey(), body: text().notNull() })

let written = 0
const bodyOf = prepared((db) => {
  written += 1
  return db
    .select({ body: notes.body })
    .from(notes)
    .where(eq(notes.name, sql.placeholder('name')))
    .prepare('body_of')
})
const add = preparedSql<{ name: string }>(
  sql`insert into ${notes} (name, body) values (${sql.placeholder('name')}, ${sql.placeholder('body')}) returning name`,
)
const read = async (db: Db, name: string) => (await bodyOf(db).execute({ name }))[0]?.body

/** Lets nobody go on before all are there. */
function meeting(size: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let there = 0
  return () => {
    there += 1
    if (there === size) resolve()
    return promise
  }
}

describe('a prepared statement', () => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase()
    await database.db.execute(sql`create table test_notes (name text primary key, body text not null)`)
  })
  afterAll(() => database.close())

  it('is asked on the connection of the transaction it is given', async () => {
    const { db } = database
    const found: unknown[] = []
    const undone = db.transaction(async (tx) => {
      found.push(await add(tx as unknown as Db, { name: 'undone', body: 'a' }), await read(tx as unknown as Db, 'undone'))
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    expect(found).toEqual([[{ name: 'undone' }], 'a'])
    expect(await read(db, 'undone')).toBeUndefined()

    await db.transaction((tx) => add(tx as unknown as Db, { name: 'kept', body: 'b' }))
    expect(await read(db, 'kept')).toBe('b')
    await db.transaction(async (tx) => expect(await read(tx as unknown as Db, 'kept')).toBe('b'))
    expect(written).toBe(1)
  })

  it('is its own on each of two transactions at once', async () => {
    const { db, kind } = database
    if (kind === 'pglite') return
    const [isAdded, isRead] = [meeting(2), meeting(2)]
    const both = await Promise.all(
      ['one', 'two'].map((name) =>
        db.transaction(async (tx) => {
          await add(tx as unknown as Db, { name, body: name })
          await isAdded()
          const other = name === 'one' ? 'two' : 'one'
          const found = [await read(tx as unknown as Db, name), await read(tx as unknown as Db, other)]
          await isRead()
          return found
        }),
      ),
    )
    expect(both).toEqual([
      ['one', undefined],
      ['two', undefined],
    ])
  })
})
