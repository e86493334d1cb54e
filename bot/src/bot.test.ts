import { describe, expect, it } from 'vitest'
import { ApiFailed } from './api.ts'
import { introduceBot } from './bot.ts'
import { amina, message, service, testBot, update } from './testing.ts'

const group = { id: -100, type: 'supergroup', title: 'Friends' }
const buttonOf = (said: Record<string, unknown> | undefined) =>
  (said?.['reply_markup'] as { inline_keyboard: { text: string; url?: string; web_app?: { url: string } }[][] } | undefined)
    ?.inline_keyboard[0]?.[0]

describe('/start', () => {
  it('greets in the language chosen in the shop and opens it inside Telegram', async () => {
    const { handle, said, asked } = testBot({ api: { seen: async () => ({ language: 'sw', isStaff: false }) } })
    await handle(message('/start'))
    expect(said()[0]).toMatchObject({ chat_id: 1001, text: expect.stringContaining('Karibu Duka Coffee') as string })
    expect(buttonOf(said()[0])).toEqual({ text: 'Fungua duka', web_app: { url: 'http://localhost:5173/' } })
    expect(asked).toEqual([
      { path: 'seen', body: { user: { id: 1001, first_name: 'Amina', language_code: 'en' }, writeAccess: 'allowed' } },
    ])
  })

  it('greets in Telegram’s language when the shop does not answer', async () => {
    const { handle, said } = testBot({
      api: {
        seen: async () => {
          throw new ApiFailed('users: no answer')
        },
      },
    })
    await handle(message('/start', { from: { ...amina, language_code: 'ar-EG' } }))
    expect(said()[0]).toMatchObject({ text: expect.stringContaining('مرحبًا') as string })
  })

  it('opens what a link names, and nothing anybody made up', async () => {
    for (const [payload, words] of [
      ['p_ethiopia', 'See it in the shop'],
      ['o_DK-7QM2-K9XT', 'See the order'],
      ['t_12', 'Open the conversation'],
      ['r_amina', 'Open the shop'],
      ['g_77', 'Join the group order'],
    ] as const) {
      const { handle, said } = testBot()
      await handle(message(`/start ${payload}`))
      expect(buttonOf(said()[0])).toEqual({ text: words, web_app: { url: `http://localhost:5173/?tgWebAppStartParam=${payload}` } })
    }
    for (const odd of ['admin', 'p_', 'https://evil.example', 'p_../../', `p_${'x'.repeat(80)}`]) {
      const { handle, said } = testBot()
      await handle(message(`/start ${odd}`))
      expect(buttonOf(said()[0])?.web_app?.url).toBe('http://localhost:5173/')
    }
  })

  it('gives groups a link, since Telegram opens no WebApp button there', async () => {
    const { handle, said, asked } = testBot()
    await handle(message('/start@duka_sandbox_bot p_ethiopia', { chat: group }))
    expect(buttonOf(said()[0])).toEqual({ text: 'See it in the shop', url: 'https://t.me/duka_sandbox_bot/shop?startapp=p_ethiopia' })
    await handle(
      update({
        my_chat_member: {
          chat: group,
          from: amina,
          date: 0,
          old_chat_member: { status: 'left' },
          new_chat_member: { status: 'member' },
        } as never,
      }),
    )
    expect(buttonOf(said()[1])?.url).toBe('https://t.me/duka_sandbox_bot/shop')
    expect(asked).toEqual([])
  })

  it('gives a link when the shop has no https address Telegram would open', async () => {
    const { handle, said } = testBot({ environment: { BOT_TOKEN: '1234567:a-real-token-of-somebody-else-entirely' } })
    await handle(message('/start'))
    expect(buttonOf(said()[0])?.url).toBe('https://t.me/duka_sandbox_bot/shop')
  })
})

describe('what sellers must answer', () => {
  it('answers every command in every language, naming the shop', async () => {
    for (const language of ['en', 'sw', 'ar']) {
      const { handle, said } = testBot({
        api: { seen: async () => ({ language, isStaff: false }) },
        environment: { SUPPORT_USERNAME: 'duka_help' },
      })
      for (const command of ['terms', 'support', 'paysupport', 'privacy', 'help', 'share']) await handle(message(`/${command}`))
      const texts = said().map(({ text }) => String(text))
      expect(texts).toHaveLength(6)
      for (const text of texts) {
        expect(text).not.toMatch(/\{\{|^bot\./)
        expect(text).toContain('Duka Coffee')
      }
      expect(texts.filter((text) => text.includes('@duka_help'))).toHaveLength(5)
    }
  })

  it('shares the link of the shop', async () => {
    const { handle, said } = testBot()
    await handle(message('/share'))
    expect(buttonOf(said()[0])?.url).toBe(
      'https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fduka_sandbox_bot%2Fshop&text=Have%20a%20look%20at%20Duka%20Coffee',
    )
  })

  it('shows the way when somebody just writes, and keeps quiet in groups', async () => {
    const { handle, said } = testBot()
    await handle(message('Do you have beans?'))
    await handle(message('Do you have beans?', { chat: group }))
    expect(said()).toHaveLength(1)
  })
})

describe('who may be written to', () => {
  it('is told to the shop when the bot is blocked or let in again', async () => {
    const { handle, asked } = testBot()
    const chat = { id: 1001, type: 'private', first_name: 'Amina' }
    for (const [before, now] of [
      ['member', 'kicked'],
      ['kicked', 'member'],
    ])
      await handle(
        update({
          my_chat_member: { chat, from: amina, date: 0, old_chat_member: { status: before }, new_chat_member: { status: now } } as never,
        }),
      )
    await handle(service({ write_access_allowed: { from_request: true } }))
    expect(asked.map(({ body }) => (body as { writeAccess: string }).writeAccess)).toEqual(['blocked', 'allowed', 'allowed'])
  })
})

describe('before a Stars payment', () => {
  const query = () =>
    update({
      pre_checkout_query: {
        id: 'q1',
        from: { ...amina, language_code: 'sw' },
        currency: 'XTR',
        total_amount: 50,
        invoice_payload: 'payment-1',
      } as never,
    })
  const answersOf = (calls: { method: string; payload: object }[]) =>
    calls.filter(({ method }) => method === 'answerPreCheckoutQuery').map(({ payload }) => payload)

  it('asks the shop and carries its answer', async () => {
    const yes = testBot()
    await yes.handle(query())
    expect(yes.asked).toEqual([{ path: 'preCheckout', body: { userId: 1001, payload: 'payment-1', currency: 'XTR', totalAmount: 50 } }])
    expect(answersOf(yes.calls)).toEqual([{ pre_checkout_query_id: 'q1', ok: true }])
    const no = testBot({ api: { preCheckout: async () => ({ ok: false, message: 'Imekwisha' }) } })
    await no.handle(query())
    expect(answersOf(no.calls)).toEqual([{ pre_checkout_query_id: 'q1', ok: false, error_message: 'Imekwisha' }])
  })

  it('says no, kindly, when the shop cannot be asked', async () => {
    const { handle, calls } = testBot({
      api: {
        preCheckout: async () => {
          throw new ApiFailed('pre-checkout: no answer')
        },
      },
    })
    await handle(query())
    expect(answersOf(calls)).toEqual([
      { pre_checkout_query_id: 'q1', ok: false, error_message: expect.stringContaining('Hujakatwa') as string },
    ])
  })
})

describe('a Stars payment', () => {
  const paid = () =>
    service({
      successful_payment: {
        currency: 'XTR',
        total_amount: 50,
        invoice_payload: 'payment-1',
        telegram_payment_charge_id: 'charge-1',
        provider_payment_charge_id: '',
      },
    })

  it('is told to the shop, as is a refund', async () => {
    const { handle, asked } = testBot()
    await handle(paid())
    await handle(
      service({
        refunded_payment: { currency: 'XTR', total_amount: 50, invoice_payload: 'payment-1', telegram_payment_charge_id: 'charge-1' },
      }),
    )
    const body = { userId: 1001, payload: 'payment-1', currency: 'XTR', totalAmount: 50, chargeId: 'charge-1' }
    expect(asked).toEqual([
      { path: 'starsPaid', body },
      { path: 'starsRefunded', body },
    ])
  })

  it('of a subscription is told with how long it is paid for', async () => {
    const { handle, asked } = testBot()
    const successful_payment = {
      currency: 'XTR',
      total_amount: 50,
      invoice_payload: 'payment-1',
      telegram_payment_charge_id: 'charge-1',
      provider_payment_charge_id: '',
      subscription_expiration_date: 1_800_000_000,
      is_recurring: true as const,
    }
    await handle(service({ successful_payment: { ...successful_payment, is_first_recurring: true } }))
    await handle(service({ successful_payment }))
    expect(asked.map(({ body }) => (body as { subscription?: object }).subscription)).toEqual([
      { isFirst: true, paidUntil: 1_800_000_000 },
      { isFirst: false, paidUntil: 1_800_000_000 },
    ])
  })

  it('is told again until the shop has written it down', async () => {
    let tries = 0
    const { handle } = testBot({
      relayMs: 10_000,
      api: {
        starsPaid: async () => {
          tries += 1
          if (tries < 3) throw new ApiFailed('stars-paid: answered 503')
        },
      },
    })
    await handle(paid())
    expect(tries).toBe(3)
  })

  it('is given back to Telegram when the shop stays away, and told when it comes again', async () => {
    let away = true
    const { handle, asked } = testBot({
      api: {
        starsPaid: async () => {
          if (away) throw new ApiFailed('stars-paid: no answer')
        },
      },
    })
    const arrives = paid()
    await expect(handle(arrives)).rejects.toThrow('no answer')
    away = false
    await handle(arrives)
    expect(asked.filter(({ path }) => path === 'starsPaid').length).toBeGreaterThanOrEqual(2)
  })

  it('is not told for ever when the shop refuses it', async () => {
    const { handle, asked, logged } = testBot({
      relayMs: 60_000,
      api: {
        starsPaid: async () => {
          throw new ApiFailed('stars-paid: answered 422', { isFinal: true })
        },
      },
    })
    await handle(paid())
    expect(asked).toHaveLength(1)
    expect(logged.join()).toContain('look at it by hand')
  })
})

describe('an update', () => {
  it('that comes twenty times has one effect', async () => {
    const { handle, said, asked } = testBot()
    const start = message('/start')
    await Promise.all(Array.from({ length: 10 }, () => handle(start)))
    for (let at = 0; at < 10; at += 1) await handle(start)
    expect([said().length, asked.length]).toEqual([1, 1])
  })
})

describe('the introduction', () => {
  it('sets the menu button and the commands of each language', async () => {
    const { bot, config, calls } = testBot()
    await introduceBot(bot, config)
    const commands = calls.filter(({ method }) => method === 'setMyCommands')
    expect(commands.map(({ payload }) => payload['language_code'])).toEqual([undefined, 'sw', 'ar'])
    expect(
      commands.every(({ payload }) =>
        (payload['commands'] as { command: string; description: string }[]).some(({ command }) => command === 'paysupport'),
      ),
    ).toBe(true)
    expect(calls.at(-1)).toMatchObject({
      method: 'setChatMenuButton',
      payload: { menu_button: { type: 'web_app', text: 'Shop', web_app: { url: 'http://localhost:5173/' } } },
    })
  })
})
