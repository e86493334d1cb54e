import { serve } from '@hono/node-server'
import { sql } from 'drizzle-orm'
import { WebSocketServer } from 'ws'
import { createApp, type AppParts } from './app.ts'
import type { Config } from './config.ts'
import { systemContext } from './context.ts'
import { allJobs, allListeners } from './modules.ts'
import { isCatalogEmpty } from './modules/catalog/index.ts'
import { createLiveHub, hearLive } from './modules/realtime/index.ts'
import { seedErrors } from './modules/payments/index.ts'
import { openDatabase } from './platform/db.ts'
import { createJobRunner } from './platform/jobs.ts'
import { asLoggedError, type Log } from './platform/log.ts'
import { createMetrics } from './platform/metrics.ts'
import { migrate } from './platform/migrate.ts'
import { createWorld } from './world.ts'

type Extra = Pick<AppParts, 'miniApp' | 'botWebhook'>
export type RunningServer = { url: string; stop(): Promise<void> }

/**
 * Opens the database, brings it up to date, and serves the API, the worker or both (ROLE) until stopped.
 * @returns once it listens
 * @throws when the database or the port cannot be had
 */
export async function startServer(config: Config, log: Log, extra: Extra | Promise<Extra> = {}): Promise<RunningServer> {
  const [database, parts] = await Promise.all([openDatabase(config, log), extra])
  try {
    await migrate(database)
  } catch (error) {
    await database.close()
    throw error
  }
  const metrics = createMetrics()
  const jobs = createJobRunner(
    database,
    log,
    allJobs.map((job) => job.name),
    { onFailed: metrics.failedJobs },
  )
  const world = createWorld({ config, log, db: database.db, listen: database.listen, jobs })
  if (config.sandbox && !config.production && (await isCatalogEmpty(database.db))) {
    const { seedShop } = await import('./seed.ts')
    // Of several processes that start together one fills the shop, and the others find it full.
    await database.alone(async () => {
      if (await seedShop(systemContext(world, 'seed'))) log.info('the empty shop was filled with the demo')
    })
  }

  let stopping = false
  const isReady = async () => {
    if (stopping || !jobs.isStarted()) return false
    return database.db.execute(sql`select 1`).then(
      () => true,
      () => false,
    )
  }
  const hub = createLiveHub({ world, onCount: metrics.sockets })
  const stopListening = config.role === 'worker' ? undefined : await hearLive(database, hub)
  const app = createApp({ world, metrics, hub, isReady, ...parts })

  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const listening = serve(
      {
        fetch: app.fetch,
        hostname: config.host,
        port: config.port,
        // A picture over a slow line takes a minute or two; nobody else has so much to send.
        serverOptions: { requestTimeout: 120_000 },
        websocket: { server: new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false }) },
      },
      () => resolve(listening),
    )
    listening.once('error', reject)
  })
  const starting = jobs
    .start()
    .then(() => (config.role === 'api' ? undefined : jobs.work(allJobs, allListeners, (job) => systemContext(world, job))))
  starting
    .then(() => seedErrors(world))
    .catch((error: unknown) => log.error({ error: asLoggedError(error) }, 'the readings of gateway errors were not added'))
  starting.catch((error: unknown) => log.error({ error: asLoggedError(error) }, 'the job queue did not start'))

  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  log.info({ url, role: config.role, database: database.kind }, 'the shop is open')

  return {
    url,
    async stop() {
      if (stopping) return
      stopping = true
      await Promise.all([hub.close(), starting.catch(() => undefined)])
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const idle = setInterval(() => 'closeIdleConnections' in server && server.closeIdleConnections(), 100)
      const forced = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), 5_000)
      await closed
      clearInterval(idle)
      clearTimeout(forced)
      await jobs.stop()
      await stopListening?.()
      await database.close()
    },
  }
}
