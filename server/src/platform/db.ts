import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'
import type { Sql, TransactionSql } from 'postgres'
import type { Log } from './log.ts'
import { lockFolder } from './folder-lock.ts'

/** Either driver, and a transaction of either. */
export type Db = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** An open database, and what only its driver can do. */
export type Database = {
  db: Db
  kind: 'pglite' | 'postgres'
  /**
   * Runs `on` for each payload NOTIFYed on the channel, until the returned function is called; and `onGap` after the
   * connection was lost and found again, when some may have been missed.
   */
  listen(channel: string, on: (payload: string) => void, onGap?: () => void): Promise<() => Promise<void>>
  /** Does the work while no other process does any such; `db` is a connection of its own where there are several. */
  alone(work: (db: Db) => Promise<void>): Promise<void>
  /** What pg-boss is built on: the same engine, by its own adapter. */
  bossOptions(): Promise<Record<string, unknown>>
  close(): Promise<void>
}

/** Any number, the same in every version of the shop: who holds its lock prepares the database. */
const preparingLock = 40_401_001

type Where = { database: { url: string; pool: number } | undefined; dataDir: string }

/** Opens PostgreSQL where one is named, or else PGlite under the data folder. Not migrated. */
export function openDatabase({ database, dataDir }: Where, log: Log): Promise<Database> {
  return database ? openPostgres(database.url, database.pool, log) : openPglite(join(dataDir, 'database'))
}

export async function openPostgres(url: string, pool: number, log?: Log): Promise<Database> {
  const [{ default: postgres }, { drizzle }] = await Promise.all([import('postgres'), import('drizzle-orm/postgres-js')])
  const client = postgres(url, {
    max: pool,
    onnotice: () => undefined,
    connection: { application_name: 'duka' },
    idle_timeout: 60,
    connect_timeout: 10,
  })
  const db = drizzle({ client: preparing(client), casing: 'snake_case' })
  return {
    db: db as unknown as Db,
    kind: 'postgres',
    async listen(channel, on, onGap) {
      let isFirst = true
      const subscription = await client.listen(channel, on, () => {
        if (!isFirst) onGap?.()
        isFirst = false
      })
      return () => subscription.unlisten()
    },
    async alone(work) {
      // A session's lock ends with its connection, however that comes about.
      const session = postgres(url, {
        max: 1,
        onnotice: () => undefined,
        connection: { application_name: 'duka-migrate' },
        connect_timeout: 10,
      })
      try {
        await session`select pg_advisory_lock(${preparingLock})`
        await work(drizzle({ client: session, casing: 'snake_case' }) as unknown as Db)
      } finally {
        await session.end({ timeout: 5 })
      }
    },
    bossOptions: async () => ({ connectionString: url, max: 4, application_name: 'duka-jobs' }),
    close: async () => {
      await client.end({ timeout: 5 }).catch((error: unknown) => log?.warn({ error }, 'database connections did not close'))
    },
  }
}

/**
 * The same client, preparing each statement that has parameters once a connection. Drizzle asks for that only where a query
 * is given a name, and unprepared ones cost a second round trip and a plan each time. A pooler that cannot keep prepared
 * statements is told by `?prepare=false` in DATABASE_URL.
 */
function preparing<Client extends Sql | TransactionSql>(client: Client): Client {
  return new Proxy(client, {
    get(target, name, receiver) {
      if (name === 'unsafe')
        return (text: string, parameters: never[] = []) => target.unsafe(text, parameters, { prepare: parameters.length > 0 })
      if (name === 'begin' || name === 'savepoint') {
        const open = Reflect.get(target, name, receiver) as (work: (inner: TransactionSql) => unknown) => Promise<unknown>
        return (work: (inner: TransactionSql) => unknown) => open((inner) => work(preparing(inner)))
      }
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

/** @param folder where the data lies, or undefined for memory only; `snapshot` starts from a dumped data folder. */
export async function openPglite(folder?: string, snapshot?: Blob): Promise<Database> {
  const [{ PGlite }, { drizzle }] = await Promise.all([import('@electric-sql/pglite'), import('drizzle-orm/pglite')])
  // PGlite does not refuse to be opened twice, and two openings lose writes without a word.
  if (folder) await mkdir(folder, { recursive: true })
  const unlock = folder ? await lockFolder(folder) : undefined
  const client = await PGlite.create({ ...(folder ? { dataDir: folder } : {}), ...(snapshot ? { loadDataDir: snapshot } : {}) })
  const db = drizzle({ client, casing: 'snake_case' })
  return {
    db: db as unknown as Db,
    kind: 'pglite',
    async listen(channel, on) {
      return client.listen(channel, on)
    },
    // The folder is locked to this process.
    alone: (work) => work(db as unknown as Db),
    async bossOptions() {
      const { fromPglite } = await import('pg-boss')
      return { db: fromPglite(client), backend: 'pglite' }
    },
    async close() {
      await client.close()
      await unlock?.()
    },
  }
}

/** The rows of a raw statement: postgres.js answers with an array, PGlite with `{ rows }`. */
export async function rowsOf<Row>(db: Db, statement: SQL): Promise<Row[]> {
  return rowsIn(await db.execute(statement))
}

/** The rows of what a driver answered. */
export function rowsIn<Row>(result: unknown): Row[] {
  return (Array.isArray(result) ? [...result] : (result as { rows: Row[] }).rows) as Row[]
}

/** The name of the unique constraint an insert ran into, if that is what went wrong. */
export function violatedUnique(error: unknown): string | undefined {
  return violated(error, '23505')
}

/** The name of the check constraint a row would have broken, if that is what went wrong. */
export function violatedCheck(error: unknown): string | undefined {
  return violated(error, '23514')
}

/** The name of the foreign key that keeps a row from going, or a row that is not there from being named. */
export function violatedForeignKey(error: unknown): string | undefined {
  return violated(error, '23503')
}

/** A statement that was not done because an earlier one of its transaction had failed. */
export function isAborted(error: unknown): boolean {
  return violated(error, '25P02') !== undefined
}

function violated(error: unknown, code: string): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const found = at as Error & { code?: string; constraint?: string; constraint_name?: string }
    if (found.code === code) return found.constraint ?? found.constraint_name ?? ''
  }
  return undefined
}

/** A conflict between transactions that goes away when the work is done again (40001, 40P01). */
export function isSerialization(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: string }).code
    if (code === '40001' || code === '40P01') return true
  }
  return false
}
