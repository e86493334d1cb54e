import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import type { Update } from 'grammy/types'
import { createBot, introduceBot, type ShopBot } from './bot.ts'
import type { BotConfig } from './config.ts'

/**
 * The bot behind a webhook: give its `fetch` Telegram's POSTs. An update is answered 200 only after all of its work is
 * done; Telegram repeats anything else.
 * @throws when no webhook secret is set: anybody could send updates then
 */
export function createBotApp(config: BotConfig, shopBot: ShopBot = createBot(config)) {
  const { webhookSecret } = config
  if (!webhookSecret) throw new Error('BOT_WEBHOOK_SECRET: is required in webhook mode')
  const { bot, handle, log } = shopBot
  let ready: Promise<void> | undefined
  const prepare = () =>
    (ready ??= bot.init().catch((error: unknown) => {
      ready = undefined
      throw error
    }))

  const app = new Hono().post('*', async (c) => {
    if (!isSame(c.req.header('x-telegram-bot-api-secret-token') ?? '', webhookSecret)) return c.text('', 401)
    const text = await c.req.text()
    if (text.length > 1_000_000) return c.text('', 413)
    const update = parseUpdate(text)
    if (!update) return c.text('', 400)
    try {
      await prepare()
      await handle(update)
      return c.text('')
    } catch (error) {
      log(`update ${update.update_id} is given back`, error)
      return c.text('', 500)
    }
  })

  return {
    fetch: (request: Request) => app.fetch(request),
    /** Says who we are, and where updates go. */
    async start(url: string, allowed: readonly string[]): Promise<void> {
      await prepare()
      await bot.api.setWebhook(url, { secret_token: webhookSecret, allowed_updates: [...allowed] as never })
      await introduceBot(bot, config)
    },
  }
}

function parseUpdate(text: string): Update | undefined {
  try {
    const update = JSON.parse(text) as Update | null
    return Number.isSafeInteger(update?.update_id) ? (update as Update) : undefined
  } catch {
    return undefined
  }
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
