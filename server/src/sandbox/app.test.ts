import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve, type ServerType } from '@hono/node-server'
import { parse, validate } from '@telegram-apps/init-data-node'
import { afterEach, describe, expect, it } from 'vitest'
import { createStripeClient } from '../modules/payments/gateways/stripe/client.ts'
import { sandboxApp } from './app.ts'
import { launchUrl } from './page.ts'
import { createSandboxWorld, type SandboxOptions } from './world.ts'

const botToken = '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0'
const closing: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

function world(options: Partial<SandboxOptions> = {}) {
  const made = createSandboxWorld({
    botToken,
    botUsername: 'duka_sandbox_bot',
    outgoing: async () => new Response(null, { status: 200 }),
    ...options,
  })
  closing.push(() => made.stop())
  const app = sandboxApp(made)
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
  return { world: made, app, call }
}

async function listening(fetch: ReturnType<typeof sandboxApp>['fetch']): Promise<number> {
  const server = await new Promise<ServerType>((resolve) => {
    const made: ServerType = serve({ fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made))
  })
  closing.push(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return (server.address() as AddressInfo).port
}

const intent = { amount: 1099, currency: 'usd', automatic_payment_methods: { enabled: true } }

describe('the sandbox over HTTP', () => {
  it('is Stripe to the SDK, which asks again when the connection breaks after the work was done', async () => {
    const { world: made, app } = world()
    const port = await listening(app.fetch)
    const stripe = createStripeClient({ secretKey: 'sk_test_overhttp', apiUrl: `http://127.0.0.1:${port}/stripe` })
    made.gateways.stripe.faults().add({ kind: 'lose_reply', times: 1 })
    const paid = await stripe.paymentIntents.create(intent)
    expect(Object.keys(made.gateways.stripe.state.paymentIntents)).toEqual([paid.id])
    expect(made.gateways.stripe.state.calls.map((call) => Boolean(call.lost))).toEqual([true, false])
  })

  it('is Telegram under /telegram and Stripe under /stripe', async () => {
    const { call, app } = world()
    expect(await call('POST', `/telegram/bot${botToken}/getMe`)).toMatchObject({
      status: 200,
      body: { result: { username: 'duka_sandbox_bot' } },
    })
    const list = await app.request('/stripe/v1/customers', { headers: { authorization: 'Bearer sk_test_1234' } })
    expect(await list.json()).toMatchObject({ object: 'list', data: [] })
  })

  it('hands out Stripe.js that speaks to where it came from', async () => {
    const { app } = world()
    const script = await (await app.request('http://sandbox.example:4010/stripe/js/stripe.js')).text()
    expect(script).toContain("const base = 'http://sandbox.example:4010/stripe'")
    const form = await (await app.request('/stripe/js/card?lang=ar')).text()
    expect(form).toContain('<html lang="ar" dir="rtl">')
    expect(form).toContain('رقم البطاقة')
  })
})

describe('a persona', () => {
  it('is signed in as by init data that Telegram’s rules accept', async () => {
    const { call } = world()
    const { body } = await call('POST', '/personas/1003/init-data', { startParam: 'p_42' })
    const initData = String(body['initData'])
    validate(initData, botToken, { expiresIn: 60 })
    expect(parse(initData)).toMatchObject({
      user: { id: 1003, first_name: 'Layla', language_code: 'ar', allows_write_to_pm: true },
      start_param: 'p_42',
    })
    expect((await call('POST', '/personas/7/init-data')).status).toBe(404)
  })

  it('is described in their own language', async () => {
    const { call } = world()
    const { body } = await call('GET', '/personas')
    expect(body['items']).toMatchObject([
      { id: '1001', name: 'Amina Otieno', role: 'customer', language: 'en', about: 'Buys coffee here' },
      { id: '1002', role: 'customer', language: 'sw', about: 'Ananunua kahawa hapa' },
      { id: '1003', role: 'customer', language: 'ar' },
      { id: '2001', role: 'owner' },
      { id: '2002', role: 'manager' },
      { id: '2003', role: 'support' },
    ])
  })

  it('shares a contact signed for the bot', async () => {
    const { call } = world()
    const { body } = await call('POST', '/personas/1001/contact')
    const values = new URLSearchParams(String(body['response']))
    expect(JSON.parse(values.get('contact') ?? '')).toMatchObject({ user_id: 1001, phone_number: '254712000101' })
    validate(values, botToken, { expiresIn: 60 })
  })

  it('opens the Mini App only within the shop', () => {
    const shop = 'http://localhost:5173/'
    expect(launchUrl(shop, { personaId: '1001', to: 'http://localhost:5173/orders/7', startParam: 'o_7' })).toBe(
      'http://localhost:5173/orders/7?persona=1001&tgWebAppStartParam=o_7',
    )
    expect(launchUrl(shop, { personaId: '1001', to: 'https://evil.example/' })).toBe('http://localhost:5173/?persona=1001')
    expect(launchUrl(shop, { personaId: '1001', startParam: 'no spaces' })).toBe('http://localhost:5173/?persona=1001')
  })
})

describe('the control API', () => {
  it('moves the clock, and what was due has happened when it answers', async () => {
    const { call, world: made } = world({
      webhooksUrl: 'http://shop.example/webhooks',
      outgoing: async () => new Response(null, { status: 500 }),
    })
    await made.gateways.stripe.fetch(
      new Request('https://api.stripe.com/v1/customers', {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_1234' },
        body: 'name=A',
      }),
    )
    await call('POST', '/control/settle')
    await call('POST', '/control/clock', { advanceSeconds: 15 })
    const { body } = await call('GET', '/control/stripe/deliveries')
    expect(body['items']).toMatchObject([{ state: 'waiting', attempts: [{ status: 500 }, { status: 500 }] }])
  })

  it('sets and ends switches and faults', async () => {
    const { call, world: made } = world()
    expect((await call('PATCH', '/control/telegram/webhooks', { off: true, duplicate: 2 })).body).toMatchObject({ off: true, duplicate: 2 })
    expect((await call('POST', '/control/telegram/faults', { kind: 'rate_limit', seconds: 3 })).status).toBe(200)
    expect(await call('POST', `/telegram/bot${botToken}/sendMessage`, { chat_id: 1001, text: 'x' })).toMatchObject({
      status: 429,
      body: { parameters: { retry_after: 3 } },
    })
    await call('POST', '/control/stripe/decline-next', { reason: 'lost_card' })
    await call('POST', '/control/calm')
    expect([made.telegram.state.sender.switches.off, made.gateways.stripe.state.surprises.decline]).toEqual([false, null])
  })

  it('refuses what it does not know', async () => {
    const { call } = world()
    expect((await call('POST', '/control/stripe/faults', { kind: 'explode' })).status).toBe(400)
    expect((await call('PATCH', '/control/nobody/webhooks', { off: true })).status).toBe(400)
    expect((await call('POST', '/control/stripe/refunds/re_none/fail')).status).toBe(404)
    expect((await call('PATCH', '/control/telegram/users/7', { blocked: true })).status).toBe(400)
  })

  it('lets a person pay an invoice and tells what openInvoice would', async () => {
    const { call, world: made } = world()
    const invoice = {
      title: 'Latte',
      description: 'x',
      payload: 'pay_1',
      provider_token: '',
      currency: 'XTR',
      prices: [{ label: 'x', amount: 10 }],
    }
    const link = await call('POST', `/telegram/bot${botToken}/createInvoiceLink`, invoice)
    const slug = String(link.body['result']).split('$')[1]
    const paying = call('POST', `/control/telegram/invoices/${slug}/pay`, { userId: 1001 })
    const updates = await call('POST', `/telegram/bot${botToken}/getUpdates`, { timeout: 5 })
    const [update] = updates.body['result'] as unknown as { pre_checkout_query: { id: string } }[]
    await call('POST', `/telegram/bot${botToken}/answerPreCheckoutQuery`, {
      pre_checkout_query_id: update?.pre_checkout_query.id,
      ok: true,
    })
    expect((await paying).body).toMatchObject({ status: 'paid' })
    expect((await call('GET', '/control/truth')).body).toMatchObject({
      telegram: { balance: 10, charges: [{ payload: 'pay_1', refunded: false }] },
    })
    expect(made.telegram.messagesOf(1001)).toHaveLength(1)
  })

  it('answers browsers of other origins', async () => {
    const { app } = world()
    const asked = await app.request('/personas', { headers: { origin: 'http://localhost:5173' } })
    expect(asked.headers.get('access-control-allow-origin')).toBe('*')
    const before = await app.request('/control/telegram/invoices/x/pay', {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    })
    expect(before.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('the world', () => {
  it('goes on after a restart where it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'duka-sandbox-'))
    closing.push(() => rmSync(folder, { recursive: true }))
    const snapshotFile = join(folder, 'sandbox.json')
    const before = world({ snapshotFile })
    await before.call('POST', `/telegram/bot${botToken}/sendMessage`, { chat_id: 1001, text: 'kept' })
    before.world.clock.advance(3600)
    before.world.save()
    const after = world({ snapshotFile })
    expect(after.world.telegram.messagesOf(1001)).toMatchObject([{ text: 'kept' }])
    expect(after.world.clock.offsetSeconds()).toBe(3600)
    expect(after.world.random.id(20)).toBe(before.world.random.id(20))
  })

  it('is the same world from the same seed, and another from another', async () => {
    const linkOf = async (seed?: number) => {
      const { call } = world(seed === undefined ? {} : { seed })
      const invoice = { title: 'x', description: 'x', payload: 'x', currency: 'XTR', prices: [{ label: 'x', amount: 1 }] }
      return (await call('POST', `/telegram/bot${botToken}/createInvoiceLink`, invoice)).body['result']
    }
    expect(await linkOf(5)).toBe(await linkOf(5))
    expect(await linkOf()).not.toBe(await linkOf())
  })
})

describe('the page', () => {
  it.each([
    ['en', 'ltr', 'The outside world'],
    ['sw', 'ltr', 'Ulimwengu wa nje'],
    ['ar', 'rtl', 'العالم الخارجي'],
  ])('speaks %s', async (language, direction, title) => {
    const { app } = world()
    const html = await (await app.request(`/?lang=${language}`)).text()
    expect(html).toContain(`<html lang="${language}" dir="${direction}">`)
    expect(html).toContain(`<title>${title}</title>`)
  })

  it('gets only its own files', async () => {
    const { app } = world()
    expect((await app.request('/assets/page.js')).status).toBe(200)
    expect((await app.request('/assets/world.js')).status).toBe(404)
  })
})
