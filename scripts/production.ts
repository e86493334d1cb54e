import { parseBotConfig, type BotConfig } from 'bot/config'
import { parseConfig } from 'server/config'
import { createLog, type Log } from 'server/platform/log'
import { projectRoot } from 'server/platform/project-root'
import { runUntilStopped } from 'server/run-until-stopped'
import { startServer } from 'server/server'
import { serveMiniApp } from 'server/static'
import { hasBot } from './bot-role.ts'
import { loadEnvFile, requireNode24 } from './environment.ts'

// Production: API, worker, the built Mini App and, with a BOT_TOKEN, the bot, in one process on one port; or, by ROLE, in two.
// `pnpm build` makes one program of it, and start.js runs that.

requireNode24()
loadEnvFile(projectRoot)
process.env['NODE_ENV'] ||= 'production'
// Here the page comes from this port, not from Vite's.
if (process.env['NODE_ENV'] !== 'production') process.env['PUBLIC_URL'] ||= `http://localhost:${process.env['PORT'] || 3000}`

await runUntilStopped(async () => {
  const config = parseConfig(process.env, projectRoot)
  const wantsBot = Boolean(process.env['BOT_TOKEN']) || process.env['BOT_MODE'] === 'webhook'
  const botConfig = wantsBot ? parseBotConfig(process.env) : undefined
  const log = createLog(config.logLevel)
  const bot = botConfig && hasBot(config.role, botConfig.mode) ? await prepareBot(botConfig, log) : undefined
  const pages = config.role === 'worker' ? Promise.resolve({}) : serveMiniApp(config.miniappDist, config).then((miniApp) => ({ miniApp }))
  const server = await startServer(
    config,
    log,
    pages.then((parts) => ({ ...parts, ...(bot?.webhook ? { botWebhook: bot.webhook } : {}) })),
  )
  bot?.start()
  return {
    log,
    async stop() {
      await bot?.stop()
      await server.stop()
    },
  }
})

/** The bot inside this process, by webhook at `/bot/webhook` or by long polling. The shop runs on when Telegram does not answer. */
async function prepareBot(config: BotConfig, log: Log) {
  const { allowedUpdates, createBot } = await import('bot/bot')
  const botLog = (what: string, error?: unknown) =>
    log.warn(
      error === undefined ? {} : { reason: (error instanceof Error ? error.message : 'unknown').replaceAll(config.token, '<token>') },
      `bot: ${what}`,
    )
  if (config.mode === 'polling') {
    const { poll } = await import('bot/poll')
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
  const { createBotApp } = await import('bot/webhook')
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
