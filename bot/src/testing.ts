import type { Update } from 'grammy/types'
import type { ShopApi } from './api.ts'
import { createBot } from './bot.ts'
import { parseBotConfig } from './config.ts'

export type Call = { method: string; payload: Record<string, unknown> }

/** A bot of a test's own: Telegram and the shop are played, and everything said to them is kept. */
export function testBot({
  environment = {},
  api = {},
  relayMs = 200,
  updates = [],
}: { environment?: Record<string, string>; api?: Partial<ShopApi>; relayMs?: number; updates?: Update[] } = {}) {
  const config = parseBotConfig({ NODE_ENV: 'test', ...environment })
  const calls: Call[] = []
  const asked: { path: keyof ShopApi; body: unknown }[] = []
  const logged: string[] = []
  const played = (path: keyof ShopApi, otherwise: unknown) => async (body: never) => {
    asked.push({ path, body })
    return api[path] ? (api[path] as (body: never) => Promise<unknown>)(body) : otherwise
  }
  const shopApi = {
    seen: played('seen', { language: 'en', isStaff: false }),
    preCheckout: played('preCheckout', { ok: true }),
    starsPaid: played('starsPaid', { ok: true }),
    starsRefunded: played('starsRefunded', { ok: true }),
  } as unknown as ShopApi
  const shopBot = createBot(config, {
    api: shopApi,
    relayMs,
    log: (what, error) => void logged.push(`${what} ${error instanceof Error ? error.message : ''}`),
    botInfo: { id: 4_242_424_242, is_bot: true, first_name: 'Duka', username: config.username } as never,
  })
  shopBot.bot.api.config.use(async (_, method, payload) => {
    calls.push({ method, payload: payload as Record<string, unknown> })
    if (method === 'getUpdates') {
      await new Promise((resolve) => setTimeout(resolve, 5))
      const { offset = 0 } = payload as { offset?: number }
      return { ok: true, result: updates.filter((update) => update.update_id >= offset) as never }
    }
    return { ok: true, result: (method === 'sendMessage' ? { message_id: 1, date: 0, chat: { id: 1 } } : true) as never }
  })
  return {
    ...shopBot,
    config,
    calls,
    asked,
    logged,
    updates,
    said: () => calls.filter(({ method }) => method === 'sendMessage').map(({ payload }) => payload),
  }
}

let updateIds = 1_000
export const amina = { id: 1001, is_bot: false, first_name: 'Amina', language_code: 'en' }

export function update(part: Partial<Update>): Update {
  updateIds += 1
  return { update_id: updateIds, ...part } as Update
}

export function message(
  text: string,
  { chat = { id: amina.id, type: 'private', first_name: 'Amina' }, from = amina }: { chat?: object; from?: object } = {},
): Update {
  const command = /^\/\w+(@\w+)?/.exec(text)?.[0]
  return update({
    message: {
      message_id: 1,
      date: 0,
      chat,
      from,
      text,
      ...(command ? { entities: [{ type: 'bot_command', offset: 0, length: command.length }] } : {}),
    } as never,
  })
}

export function service(part: object): Update {
  return update({
    message: { message_id: 1, date: 0, chat: { id: amina.id, type: 'private', first_name: 'Amina' }, from: amina, ...part } as never,
  })
}
