import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startPart, type Part } from './parts.ts'

export type ShopAddresses = { shopUrl: string; sandboxUrl: string }
export type RunningShop = ShopAddresses & {
  /** Ends the server with no chance to tidy up, as a power cut would. */
  kill(): Promise<void>
  /** Starts the server again on the same port and data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** The whole shop on the production build: sandbox, API with worker and Mini App, and the bot. On PostgreSQL when DATABASE_URL is set. */
export async function startShop({ bot }: { bot: boolean }): Promise<RunningShop> {
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
    DATABASE_URL: database?.url ?? '',
  }
  const parts: Part[] = []
  let server: Part | undefined
  const startServer = async () => {
    server = await startPart(['scripts/start.js'], environment, `${shopUrl}/readyz`)
  }
  const stop = async () => {
    for (const part of parts.toReversed()) await part.stop()
    await server?.stop()
    await mkdir('e2e/pictures', { recursive: true })
    await writeFile(`e2e/pictures/shop-${port}.log`, [...parts, server].map((part) => part?.output() ?? '').join('\n'))
    await database?.drop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    parts.push(await startPart(['server/src/sandbox/main.ts'], environment, `${sandboxUrl}/personas`))
    await startServer()
    if (bot) parts.push(await startPart(['bot/src/main.ts'], environment))
  } catch (error) {
    await stop()
    throw error
  }
  return { shopUrl, sandboxUrl, kill: async () => server?.stop('SIGKILL'), restart: startServer, stop }
}

let made = 0

async function freshPostgres(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const { default: postgres } = await import('postgres')
  made += 1
  const name = `duka_e2e_${process.pid}_${made}`
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
