import { GrammyError, HttpError } from 'grammy/web'
import type { Update } from 'grammy/types'
import { allowedUpdates, introduceBot, type ShopBot } from './bot.ts'
import type { BotConfig } from './config.ts'

/**
 * Takes updates by long polling until stopped. Each is worked on at once, and confirmed only when it and all before it
 * are done: a payment that was not relayed yet comes again after a crash, and holds up nobody meanwhile.
 */
export function poll(
  shopBot: ShopBot,
  config: BotConfig,
  { waitSeconds = 25, pauseMs = 1_000, onUp = () => undefined as void } = {},
): { stop(): Promise<void>; ended: Promise<void> } {
  const { bot, handle, log } = shopBot
  const stopping = new AbortController()
  const open = new Set<number>()
  let newest = 0
  let working = 0

  async function take(update: Update): Promise<void> {
    open.add(update.update_id)
    working += 1
    // Not relayed within its time: begun anew until it is, and unconfirmed till then.
    for (;;) {
      const isDone = await handle(update).then(
        () => true,
        () => false,
      )
      if (isDone) open.delete(update.update_id)
      if (isDone || stopping.signal.aborted) break
      await pause(pauseMs)
    }
    working -= 1
  }

  async function run(): Promise<void> {
    await untilItWorks('greeting Telegram', async () => {
      await bot.init(stopping.signal as never)
      await bot.api.deleteWebhook()
      await introduceBot(bot, config)
    })
    if (stopping.signal.aborted) return
    onUp()
    while (!stopping.signal.aborted) {
      await untilItWorks('asking for updates', async () => {
        const oldestOpen = open.size > 0 ? Math.min(...open) : undefined
        const offset = oldestOpen ?? newest + 1
        // With something open Telegram answers at once with it, so then we wait ourselves.
        const updates = await bot.api.getUpdates(
          { offset: newest === 0 ? 0 : offset, limit: 100, timeout: oldestOpen ? 0 : waitSeconds, allowed_updates: [...allowedUpdates] },
          stopping.signal as never,
        )
        const fresh = updates.filter((update) => update.update_id > newest)
        for (const update of fresh) {
          newest = Math.max(newest, update.update_id)
          void take(update)
        }
        if (fresh.length === 0 && open.size > 0) await pause(200)
      })
    }
  }

  async function untilItWorks(what: string, work: () => Promise<void>): Promise<void> {
    for (let wait = pauseMs; !stopping.signal.aborted; wait = Math.min(wait * 2, 30_000)) {
      try {
        return await work()
      } catch (error) {
        if (stopping.signal.aborted) return
        if (error instanceof GrammyError && error.error_code === 401)
          throw new Error('Telegram does not know this BOT_TOKEN', { cause: error })
        log(`${what} failed`, error instanceof HttpError ? error.error : error)
        await pause(wait)
      }
    }
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      stopping.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
    })
  }

  const ended = run()
  return {
    ended,
    async stop() {
      stopping.abort()
      await ended.catch(() => undefined)
      const until = Date.now() + 2_000
      while (working > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
      // Confirms what is done, so that it does not come again at the next start.
      if (newest > 0)
        await bot.api.getUpdates({ offset: open.size > 0 ? Math.min(...open) : newest + 1, limit: 1, timeout: 0 }).catch(() => undefined)
    },
  }
}
