import type { z } from 'zod'
import { BotUserAnswer, PreCheckoutAnswer, type BotUserSeen, type PreCheckout, type StarsPaid, type StarsRefunded } from 'shared/bot.schema'
import type { BotConfig } from './config.ts'

/** The API did not do what was asked. `isFinal`: asking the same again will not help. */
export class ApiFailed extends Error {
  readonly isFinal: boolean
  constructor(message: string, { isFinal = false, cause }: { isFinal?: boolean; cause?: unknown } = {}) {
    super(message, { cause })
    this.name = 'ApiFailed'
    this.isFinal = isFinal
  }
}

/** What the bot asks and tells the shop. Each call gives up after `timeoutMs`. */
export type ShopApi = ReturnType<typeof createShopApi>

export function createShopApi({ apiUrl, apiSecret }: Pick<BotConfig, 'apiUrl' | 'apiSecret'>) {
  async function post(path: string, body: object, timeoutMs: number): Promise<unknown> {
    let response: Response
    try {
      response = await fetch(`${apiUrl}/api/v1/internal/bot/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.ok) return await response.json()
      await response.body?.cancel()
    } catch (cause) {
      throw new ApiFailed(`${path}: no answer`, { cause })
    }
    throw new ApiFailed(`${path}: answered ${response.status}`, { isFinal: response.status === 400 || response.status === 422 })
  }

  return {
    seen: async (person: z.input<typeof BotUserSeen>, timeoutMs = 2_000) => BotUserAnswer.parse(await post('users', person, timeoutMs)),
    preCheckout: async (query: z.input<typeof PreCheckout>, timeoutMs = 6_000) =>
      PreCheckoutAnswer.parse(await post('pre-checkout', query, timeoutMs)),
    starsPaid: (payment: z.input<typeof StarsPaid>, timeoutMs = 5_000) => post('stars-paid', payment, timeoutMs),
    starsRefunded: (refund: z.input<typeof StarsRefunded>, timeoutMs = 5_000) => post('stars-refunded', refund, timeoutMs),
  }
}
