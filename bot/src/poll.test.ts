import { describe, expect, it } from 'vitest'
import { ApiFailed } from './api.ts'
import { poll } from './poll.ts'
import { message, service, testBot } from './testing.ts'

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 5_000
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`It did not come true: ${isSo.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('long polling', () => {
  it('confirms a payment only once the shop has it, and answers others meanwhile', async () => {
    let away = true
    const paid = service({
      successful_payment: {
        currency: 'XTR',
        total_amount: 5,
        invoice_payload: 'p',
        telegram_payment_charge_id: 'c',
        provider_payment_charge_id: '',
      },
    })
    const start = message('/start')
    const shopBot = testBot({
      relayMs: 30,
      updates: [paid, start],
      api: {
        starsPaid: async () => {
          if (away) throw new ApiFailed('stars-paid: no answer')
        },
      },
    })
    const offsets = () => shopBot.calls.filter(({ method }) => method === 'getUpdates').map(({ payload }) => Number(payload['offset']))
    const polling = poll(shopBot, shopBot.config, { waitSeconds: 0, pauseMs: 20 })
    await until(() => shopBot.said().length === 1 && offsets().length > 3)
    expect(Math.max(...offsets())).toBe(paid.update_id)
    away = false
    await until(() => offsets().includes(start.update_id + 1))
    expect(shopBot.said()).toHaveLength(1)
    await polling.stop()
  })

  it('leaves a payment unconfirmed when it is stopped before the shop has it', async () => {
    const paid = service({
      successful_payment: {
        currency: 'XTR',
        total_amount: 5,
        invoice_payload: 'p',
        telegram_payment_charge_id: 'c',
        provider_payment_charge_id: '',
      },
    })
    const shopBot = testBot({
      relayMs: 20,
      updates: [paid],
      api: {
        starsPaid: async () => {
          throw new ApiFailed('stars-paid: no answer')
        },
      },
    })
    const polling = poll(shopBot, shopBot.config, { waitSeconds: 0, pauseMs: 20 })
    await until(() => shopBot.asked.length > 0)
    await polling.stop()
    const offsets = shopBot.calls.filter(({ method }) => method === 'getUpdates').map(({ payload }) => Number(payload['offset']))
    expect(Math.max(...offsets)).toBe(paid.update_id)
  })

  it('says when it is up, and confirms what it did as it stops', async () => {
    const start = message('/start')
    const shopBot = testBot({ updates: [start] })
    let isUp = false
    const polling = poll(shopBot, shopBot.config, { waitSeconds: 0, pauseMs: 20, onUp: () => void (isUp = true) })
    await until(() => shopBot.said().length === 1)
    await polling.stop()
    expect(isUp).toBe(true)
    expect(shopBot.calls.map(({ method }) => method).slice(0, 2)).toEqual(['deleteWebhook', 'setMyCommands'])
    expect(shopBot.calls.at(-1)).toMatchObject({ method: 'getUpdates', payload: { offset: start.update_id + 1 } })
  })
})
