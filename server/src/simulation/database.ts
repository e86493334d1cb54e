import { openPglite, openPostgres, type Database, type Db } from '../platform/db.ts'
import { migrate } from '../platform/migrate.ts'
import { mortal, type Life } from './life.ts'

/** An empty, migrated database of one run's own, and ways into it for processes that may die. */
export type SimulatedDatabase = {
  kind: Database['kind']
  /** The run's own way in, to look at everything. */
  own: Database
  /** What one process opens: its statements end with its life. */
  open(life: Life): Promise<Database>
  close(): Promise<void>
}

/** PostgreSQL where a url is given, where each process has connections of its own; else PGlite, where all share the one there is. */
export async function openSimulatedDatabase(url?: string): Promise<SimulatedDatabase> {
  return url ? onPostgres(url) : onPglite()
}

async function onPglite(): Promise<SimulatedDatabase> {
  const own = await openPglite()
  await migrate(own)
  const { drizzle } = await import('drizzle-orm/pglite')
  const { client } = (own.db as unknown as { session: { client: never } }).session
  return {
    kind: 'pglite',
    own,
    open: async (life) => ({
      ...own,
      db: mortal(drizzle({ client, casing: 'snake_case' }) as unknown as Db, life),
      close: async () => undefined,
    }),
    close: own.close,
  }
}

async function onPostgres(adminUrl: string): Promise<SimulatedDatabase> {
  const { default: postgres } = await import('postgres')
  const name = `duka_simulation_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const own = await openPostgres(url.href, 4)
  await migrate(own)
  return {
    kind: 'postgres',
    own,
    async open(life) {
      const database = await openPostgres(url.href, 8)
      return { ...database, db: mortal(database.db, life) }
    },
    async close() {
      await own.close()
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
