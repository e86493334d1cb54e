import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { allowedUpdates, createBot } from 'bot/bot'
import { parseBotConfig, type BotConfig } from 'bot/config'
import { poll } from 'bot/poll'
import { createBotApp } from 'bot/webhook'
import { ConfigError, parseConfig, type Config } from 'server/config'
import { asLoggedError, createLog, type Log } from 'server/platform/log'
import { keepHeapSmall } from 'server/platform/small-heap'
import { startServer } from 'server/server'
import { serveMiniApp } from 'server/static'
import { hasBot } from './bot-role.ts'
import { loadEnvFile, requireNode24 } from './environment.ts'

// Production: API, worker, the built Mini App and, with a BOT_TOKEN, the bot, in one process on one port; or, by ROLE, in two.

const root = join(import.meta.dirname, '..')

requireNode24()
loadEnvFile(root)
process.env['NODE_ENV'] ||= 'production'
// Here the page comes from this port, not from Vite's.
if (process.env['NODE_ENV'] !== 'production') process.env['PUBLIC_URL'] ||= `http://localhost:${process.env['PORT'] || 3000}`

try {
  const config = parseConfig(process.env, root)
  const wantsBot = Boolean(process.env['BOT_TOKEN']) || process.env['BOT_MODE'] === 'webhook'
  const botConfig = wantsBot ? parseBotConfig(process.env) : undefined
  const log = createLog(config.logLevel)
  const servesPages = config.role !== 'worker'
  if (servesPages) buildMiniApp(config)

  const bot = botConfig && hasBot(config.role, botConfig.mode) ? prepareBot(botConfig, log) : undefined
  const server = await startServer(config, log, {
    ...(servesPages ? { miniApp: await serveMiniApp(config.miniappDist, config) } : {}),
    ...(bot?.webhook ? { botWebhook: bot.webhook } : {}),
  })
  bot?.start()
  setTimeout(keepHeapSmall, 1_000).unref()

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await bot?.stop()
    await server.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop())
  process.on('SIGTERM', () => void stop())
  process.on('unhandledRejection', (error) => log.error({ error: asLoggedError(error) }, 'a promise was left alone'))
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error instanceof Error ? error.message : error)}\n`)
  process.exit(1)
}

/** `pnpm build` makes it; a first start without one makes it itself. */
function buildMiniApp(config: Config): void {
  if (existsSync(join(config.miniappDist, 'index.html'))) return
  if (config.miniappDist !== join(root, 'miniapp/dist')) throw new Error(`There is no built Mini App in ${config.miniappDist}`)
  process.stdout.write('The Mini App is not built yet: building it once …\n')
  const folder = join(root, 'miniapp')
  for (const args of [[join(folder, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], ['scripts/precompress.ts']]) {
    const { status } = spawnSync(process.execPath, args, { cwd: folder, stdio: 'inherit' })
    if (status !== 0) throw new Error('The Mini App could not be built: run `pnpm build` to see why')
  }
}

/** The bot inside this process, by webhook at `/bot/webhook` or by long polling. The shop runs on when Telegram does not answer. */
function prepareBot(config: BotConfig, log: Log) {
  const botLog = (what: string, error?: unknown) =>
    log.warn(
      error === undefined ? {} : { reason: (error instanceof Error ? error.message : 'unknown').replaceAll(config.token, '<token>') },
      `bot: ${what}`,
    )
  if (config.mode === 'polling') {
    const shopBot = createBot(config, { log: botLog, relayMs: 8_000 })
    let polling: ReturnType<typeof poll> | undefined
    return {
      webhook: undefined,
      start() {
        polling = poll(shopBot, config)
        polling.ended.catch((error: unknown) => botLog('stopped', error))
      },
      stop: async () => polling?.stop(),
    }
  }
  const app = createBotApp(config, createBot(config, { log: botLog }))
  let retry: NodeJS.Timeout | undefined
  const introduce = (seconds: number) => {
    app.start(`${config.publicUrl}/bot/webhook`, allowedUpdates).catch((error: unknown) => {
      botLog('could not tell Telegram where updates go', error)
      retry = setTimeout(() => introduce(Math.min(seconds * 2, 60)), seconds * 1000)
    })
  }
  return { webhook: (request: Request) => app.fetch(request), start: () => introduce(2), stop: async () => clearTimeout(retry) }
}
