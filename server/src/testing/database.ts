import { inject } from 'vitest'
import { openPglite, openPostgres, type Database } from '../platform/db.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated, empty PGlite data folder, or the url and template of a PostgreSQL server. */
    emptyDatabase: { kind: 'pglite'; file: string } | { kind: 'postgres'; url: string; template: string }
  }
}

/** A migrated, empty database of this test file's own; PostgreSQL when DATABASE_URL is set, PGlite otherwise. */
export async function openTestDatabase(): Promise<Database> {
  const empty = inject('emptyDatabase')
  if (empty.kind === 'pglite') {
    const { readFile } = await import('node:fs/promises')
    return openPglite(undefined, new Blob([await readFile(empty.file)]))
  }
  return createPostgres(empty.url, `template ${empty.template}`)
}

/** `count` openings of one database that nothing was done to yet; PGlite can be opened once only. */
export async function openEmptyDatabases(count: number): Promise<{ databases: Database[]; close(): Promise<void> }> {
  const empty = inject('emptyDatabase')
  const first = empty.kind === 'pglite' ? await openPglite() : await createPostgres(empty.url)
  const { url } = first as { url?: string }
  const others = url ? await Promise.all(Array.from({ length: count - 1 }, () => openPostgres(url, 2))) : []
  return {
    databases: [first, ...others],
    async close() {
      await Promise.all(others.map((database) => database.close()))
      await first.close()
    },
  }
}

export async function createPostgres(adminUrl: string, from = ''): Promise<Database & { url: string }> {
  const { default: postgres } = await import('postgres')
  const name = `duka_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name} ${from}`)
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  const database = await openPostgres(url.href, 20)
  return {
    ...database,
    url: url.href,
    async close() {
      await database.close()
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
