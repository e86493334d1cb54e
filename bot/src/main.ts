import { serve } from '@hono/node-server'
import { allowedUpdates, createBot } from './bot.ts'
import { parseBotConfig } from './config.ts'
import { poll } from './poll.ts'
import { createBotApp } from './webhook.ts'

// The bot by itself: long polling, or a webhook at BOT_PORT behind PUBLIC_URL/bot/webhook. `pnpm start` runs it inside the
// server's process instead.
try {
  const config = parseBotConfig(process.env)
  const stop = config.mode === 'polling' ? startPolling() : await startWebhook()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0)))

  function startPolling() {
    const polling = poll(createBot(config), config, { onUp: () => void process.stdout.write(`the bot is up: ${config.link}\n`) })
    polling.ended.catch(fail)
    return () => polling.stop()
  }

  async function startWebhook() {
    const shopBot = createBot(config)
    const app = createBotApp(config, shopBot)
    const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port })
    await app.start(`${config.publicUrl}/bot/webhook`, allowedUpdates)
    process.stdout.write(`the bot is up: ${config.link}\n`)
    return () => new Promise<void>((resolve) => void server.close(() => resolve()))
  }
} catch (error) {
  fail(error)
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
