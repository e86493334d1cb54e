import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openPostgres } from '../platform/db.ts'
import { migrate } from '../platform/migrate.ts'

/** Migrates one empty database, which every test file then copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (Number(process.versions.node.split('.')[0]) < 24) throw new Error('Tests need Node 24: run them with `pnpm test`')
  const url = process.env['DATABASE_URL']
  return url ? setupPostgres(project, url) : setupPglite(project)
}

async function setupPglite(project: TestProject): Promise<() => Promise<void>> {
  const { PGlite } = await import('@electric-sql/pglite')
  const { drizzle } = await import('drizzle-orm/pglite')
  const client = new PGlite()
  const db = drizzle({ client, casing: 'snake_case' })
  await migrate({ db, kind: 'pglite', alone: (work: (on: typeof db) => Promise<void>) => work(db) } as never)
  const folder = await mkdtemp(join(tmpdir(), 'duka-test-'))
  const file = join(folder, 'empty.tar')
  const dump = await client.dumpDataDir('none')
  await writeFile(file, new Uint8Array(await dump.arrayBuffer()))
  await client.close()
  project.provide('emptyDatabase', { kind: 'pglite', file })
  return () => rm(folder, { recursive: true, force: true })
}

async function setupPostgres(project: TestProject, url: string): Promise<() => Promise<void>> {
  const { default: postgres } = await import('postgres')
  const template = `duka_template_${process.pid}`
  const admin = postgres(url, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${template}`)
  const at = new URL(url)
  at.pathname = `/${template}`
  const database = await openPostgres(at.href, 1)
  await migrate(database)
  await database.close()
  project.provide('emptyDatabase', { kind: 'postgres', url, template })
  return async () => {
    await admin.unsafe(`drop database if exists ${template} with (force)`)
    await admin.end()
  }
}
