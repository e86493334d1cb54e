import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { parseConfig } from './config.ts'
import { createLog } from './platform/log.ts'
import { startServer, type RunningServer } from './server.ts'
import { createPostgres } from './testing/database.ts'

describe('a shop that opens on an empty database', () => {
  const servers: RunningServer[] = []
  const logged: string[] = []
  let dataDir: string
  let close = () => Promise.resolve()
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'duka-server-'))
    const empty = inject('emptyDatabase')
    const postgres = empty.kind === 'postgres' ? await createPostgres(empty.url) : undefined
    if (postgres) close = () => postgres.close()
    const environment = { NODE_ENV: 'test', PORT: '0', DATA_DIR: dataDir, ...(postgres ? { DATABASE_URL: postgres.url } : {}) }
    const log = createLog('info', { write: (line) => void logged.push(line) })
    // PGlite is one process's own, so there the shop is not split.
    const roles = postgres ? ['api', 'worker', 'api'] : ['all']
    servers.push(...(await Promise.all(roles.map((ROLE) => startServer(parseConfig({ ...environment, ROLE }), log)))))
  })
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await close()
    await rm(dataDir, { recursive: true })
  })

  it('prepares it once, however many processes begin together, and says when it is ready', async () => {
    expect(logged.filter((line) => line.includes('filled with the demo'))).toHaveLength(1)
    for (const { url } of servers)
      await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeout: 15_000, interval: 100 })
    expect(logged.filter((line) => line.includes('"level":50'))).toEqual([])
  })

  it('tells how many jobs failed for good', async () => {
    for (const { url } of servers) expect(await (await fetch(`${url}/metrics`)).text()).toContain('duka_failed_jobs 0')
  })
})
