import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePort, startPart } from './parts.ts'

declare module 'vitest' {
  interface ProvidedContext {
    shopUrl: string
    sandboxUrl: string
  }
}

/** The whole shop on the production build: sandbox, API with worker and Mini App, bot. On PostgreSQL when DATABASE_URL is set. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'duka-e2e-'))
  const [port, sandboxPort] = await Promise.all([freePort(), freePort()])
  const shopUrl = `http://localhost:${port}`
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`
  const database = process.env['DATABASE_URL'] ? await freshPostgres(process.env['DATABASE_URL']) : undefined
  const environment = {
    NODE_ENV: 'test',
    SANDBOX: 'on',
    PORT: String(port),
    SANDBOX_PORT: String(sandboxPort),
    DATA_DIR: dataDir,
    PUBLIC_URL: shopUrl,
    API_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    ...(database ? { DATABASE_URL: database.url } : { DATABASE_URL: '' }),
  }
  const parts = [await startPart(['server/src/sandbox/main.ts'], environment, `${sandboxUrl}/personas`)]
  parts.push(await startPart(['scripts/start.ts'], environment, `${shopUrl}/readyz`))
  parts.push(await startPart(['bot/src/main.ts'], environment))
  project.provide('shopUrl', shopUrl)
  project.provide('sandboxUrl', sandboxUrl)
  return async () => {
    for (const part of parts.toReversed()) await part.stop()
    await database?.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function freshPostgres(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const { default: postgres } = await import('postgres')
  const name = `duka_e2e_${process.pid}`
  const admin = postgres(url, { max: 1, onnotice: () => undefined })
  await admin.unsafe(`create database ${name}`)
  const at = new URL(url)
  at.pathname = `/${name}`
  return {
    url: at.href,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}
