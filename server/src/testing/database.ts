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
  const { default: postgres } = await import('postgres')
  const name = `duka_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const admin = postgres(empty.url, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name} template ${empty.template}`)
  const url = new URL(empty.url)
  url.pathname = `/${name}`
  const database = await openPostgres(url.href, 20)
  return {
    ...database,
    async close() {
      await database.close()
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
