import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { migrateDatabase } from './migrate.ts'

describe('pnpm db:migrate', () => {
  const before = { ...process.env }
  afterEach(() => {
    process.env = { ...before }
  })

  it('brings the database up to date that .env names, and says which', async () => {
    const root = await mkdtemp(join(tmpdir(), 'duka-migrate-'))
    delete process.env['DATABASE_URL']
    delete process.env['DATA_DIR']
    await writeFile(join(root, '.env'), 'DATA_DIR=./elsewhere\nLOG_LEVEL=silent\n')
    expect(await migrateDatabase(root)).toBe(join(root, 'elsewhere/database'))
    expect(existsSync(join(root, 'elsewhere/database/PG_VERSION'))).toBe(true)
    expect(existsSync(join(root, '.data'))).toBe(false)
    await rm(root, { recursive: true })
  })
})
