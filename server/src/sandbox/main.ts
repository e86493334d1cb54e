import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { parseConfig } from '../config.ts'
import { sandboxApp } from './app.ts'
import { createSandboxWorld } from './world.ts'

/** The outside world as a process of its own. It plays money and people, so it never runs in production. */
function main() {
  if (process.env['NODE_ENV'] === 'production') return refuse('The sandbox does not run in production.')
  const config = parseConfig(process.env)
  if (!config.sandbox) return refuse('SANDBOX is off.')

  const world = createSandboxWorld({
    botToken: config.telegram.botToken,
    botUsername: config.telegram.botUsername,
    appName: config.telegram.appName,
    botName: config.shop.name,
    origin: config.sandbox.url,
    miniAppUrl: config.publicUrl,
    webhooksUrl: `http://127.0.0.1:${config.port}/api/v1/webhooks`,
    snapshotFile: join(config.dataDir, 'sandbox.json'),
  })
  const server = serve({ fetch: sandboxApp(world).fetch, port: config.sandbox.port, hostname: config.host }, ({ port }) => {
    process.stdout.write(`sandbox: http://localhost:${port}\n`)
  })
  server.on('error', (error) => refuse(error.message))

  const stop = () => {
    world.stop()
    server.close(() => process.exit(0))
    if ('closeAllConnections' in server) server.closeAllConnections()
    setTimeout(() => process.exit(0), 1000).unref()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function refuse(why: string) {
  process.stderr.write(`sandbox: ${why}\n`)
  process.exitCode = 1
}

if (import.meta.main) main()
