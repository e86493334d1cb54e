import { describe, expect, it } from 'vitest'
import { ApiFailed } from './api.ts'
import { parseBotConfig } from './config.ts'
import { message, service, testBot } from './testing.ts'
import { createBotApp } from './webhook.ts'

const secret = 'a-webhook-secret-for-tests'
const environment = { BOT_MODE: 'webhook', BOT_WEBHOOK_SECRET: secret }

function post(
  app: { fetch(request: Request): Response | Promise<Response> },
  body: unknown,
  token: string | null = secret,
): Response | Promise<Response> {
  return app.fetch(
    new Request('https://shop.example/bot/webhook', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token === null ? {} : { 'x-telegram-bot-api-secret-token': token }) },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )
}

describe('the webhook', () => {
  it('takes updates that bring our secret, and no others', async () => {
    const shopBot = testBot({ environment })
    const app = createBotApp(shopBot.config, shopBot)
    for (const wrong of [null, '', 'guess', `${secret}x`]) expect((await post(app, message('/start'), wrong)).status).toBe(401)
    expect(shopBot.calls).toEqual([])
    expect((await post(app, message('/start'))).status).toBe(200)
    expect(shopBot.said()).toHaveLength(1)
  })

  it('refuses what is no update', async () => {
    const shopBot = testBot({ environment })
    const app = createBotApp(shopBot.config, shopBot)
    for (const nonsense of ['', '{', 'null', '[]', '{"update_id":"1"}']) expect((await post(app, nonsense)).status).toBe(400)
    expect((await post(app, 'x'.repeat(1_000_001))).status).toBe(413)
  })

  it('answers 500 until a payment is written down, and 200 once it is', async () => {
    let away = true
    const shopBot = testBot({
      environment,
      api: {
        starsPaid: async () => {
          if (away) throw new ApiFailed('stars-paid: no answer')
        },
      },
    })
    const app = createBotApp(shopBot.config, shopBot)
    const paid = service({
      successful_payment: {
        currency: 'XTR',
        total_amount: 5,
        invoice_payload: 'p',
        telegram_payment_charge_id: 'c',
        provider_payment_charge_id: '',
      },
    })
    expect((await post(app, paid)).status).toBe(500)
    away = false
    expect((await post(app, paid)).status).toBe(200)
    expect((await post(app, paid)).status).toBe(200)
  })

  it('is told to Telegram with its secret', async () => {
    const shopBot = testBot({ environment })
    await createBotApp(shopBot.config, shopBot).start('https://shop.example/bot/webhook', ['message'])
    expect(shopBot.calls[0]).toEqual({
      method: 'setWebhook',
      payload: { url: 'https://shop.example/bot/webhook', secret_token: secret, allowed_updates: ['message'] },
    })
  })

  it('does not start without a secret', () => {
    expect(() => createBotApp(testBot().config)).toThrow(/BOT_WEBHOOK_SECRET/)
    for (const given of [{}, { BOT_WEBHOOK_SECRET: 'short' }]) {
      for (const NODE_ENV of ['development', 'production'])
        expect(() => parseBotConfig({ NODE_ENV, BOT_MODE: 'webhook', ...given })).toThrow(/BOT_WEBHOOK_SECRET/)
    }
  })
})

describe('the bot’s configuration', () => {
  it('stands in for every secret in the sandbox, and for none in production', () => {
    expect(parseBotConfig({})).toMatchObject({
      telegramUrl: 'http://127.0.0.1:4010/telegram',
      apiUrl: 'http://127.0.0.1:3000',
      link: 'https://t.me/duka_sandbox_bot/shop',
      mode: 'polling',
      opensInside: true,
    })
    expect(() => parseBotConfig({ NODE_ENV: 'production' })).toThrow(/BOT_TOKEN[\s\S]*BOT_API_SECRET/)
    expect(() => parseBotConfig({ NODE_ENV: 'production', SANDBOX: 'on' })).toThrow(/SANDBOX/)
    expect(() => parseBotConfig({ BOT_MODE: 'smoke-signals' })).toThrow(/BOT_MODE/)
  })
})
