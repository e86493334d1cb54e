import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminOrder, AdminOrderCard } from 'shared/orders.schema'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import type { Person } from '../../testing/world.ts'
import { users } from '../users/tables.ts'
import { refunds } from '../payments/tables.ts'
import { settleOrder } from './settle-order.ts'
import { orderEvents, orderNotes } from './tables.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

type Problem = { code: string; facts?: Record<string, unknown> }
type Cards = { items: AdminOrderCard[]; nextCursor?: string; counts?: Record<string, number> }

let shop: OrderShop
let owner: Person
let support: Person
beforeAll(async () => {
  shop = await openOrderShop()
  owner = await shop.person({ role: 'owner', firstName: 'Wanjiku' })
  support = await shop.person({ role: 'support', firstName: 'Neema' })
})
afterAll(() => shop.close())

const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body
const key = (value: string = newId()) => ({ 'idempotency-key': value })

describe('staff routes of orders', () => {
  const routes = [
    ['GET', ''],
    ['GET', '/:number'],
    ['POST', '/:number/accept', { version: 0 }],
    ['POST', '/:number/process', { version: 0 }],
    ['POST', '/:number/ship', { version: 0 }],
    ['POST', '/:number/deliver', { version: 0 }],
    ['POST', '/:number/cancel', { version: 0 }],
    ['POST', '/:number/refunds', { version: 0, paymentId: newId(), amount: '1', currency: 'USD', reason: 'other' }],
    ['POST', `/:number/refunds/${newId()}/sent`, { version: 0, evidence: 'slip 1' }],
    ['POST', `/:number/refunds/${newId()}/call-off`, { version: 0 }],
    ['POST', '/:number/notes', { note: 'x' }],
  ] as const

  it('are for staff who are signed in', async () => {
    const { order } = await shop.place(await shop.person())
    for (const [method, path, body] of routes) {
      const at = `/admin/orders${path.replace(':number', order.number)}`
      expect([path, (await shop.request(method, at, body)).status]).toEqual([path, 401])
      const forbidden = await (await shop.person()).request(method, at, body, key())
      expect([path, forbidden.status, (await json<Problem>(forbidden)).code]).toEqual([path, 403, 'request/forbidden'])
    }
  })

  it('do not know an order that is not there, and refuse what is no request', async () => {
    const { order } = await shop.place(await shop.person())
    for (const [method, path, body] of routes) {
      if (!path) continue
      const missing = await owner.request(method, `/admin/orders${path.replace(':number', 'DK-0000-0000')}`, body, key())
      expect([path, missing.status, (await json<Problem>(missing)).code]).toEqual([path, 404, 'orders/not-found'])
      if (method === 'GET') continue
      for (const nonsense of [
        null,
        [],
        'text',
        7,
        {},
        { ...body, version: '0', note: 5 },
        { ...body, version: -1, note: '' },
        { ...body, version: 1e30, note: '\u0000' },
        { ...body, extra: 1 },
      ]) {
        const response = await owner.request(method, `/admin/orders${path.replace(':number', order.number)}`, nonsense, key())
        expect([path, JSON.stringify(nonsense), response.status >= 400 && response.status < 500]).toEqual([
          path,
          JSON.stringify(nonsense),
          true,
        ])
      }
    }
    for (const amount of ['0', '-1', '1.5', '1e3', '9'.repeat(39), 5, null]) {
      const body = { version: 0, paymentId: newId(), amount, currency: 'USD', reason: 'other' }
      expect((await owner.request('POST', `/admin/orders/${order.number}/refunds`, body, key())).status).toBe(422)
    }
    expect((await owner.request('GET', '/admin/orders?filter=secret')).status).toBe(422)
  })

  it('tell whoever saw an older version that the order changed, and which it has now', async () => {
    const { order } = await shop.paid(await shop.person())
    const late = order.version
    expect((await owner.request('POST', `/admin/orders/${order.number}/process`, { version: late })).status).toBe(200)
    for (const [action, body] of [
      ['process', {}],
      ['ship', {}],
      ['cancel', {}],
    ] as const) {
      const response = await owner.request('POST', `/admin/orders/${order.number}/${action}`, { version: late, ...body })
      expect(response.status).toBe(409)
      expect(await json<Problem>(response)).toMatchObject({ code: 'orders/changed', facts: { version: late + 1, state: 'processing' } })
    }
  })

  it('let one of two movers win', async () => {
    const { order } = await shop.paid(await shop.person())
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => owner.request('POST', `/admin/orders/${order.number}/process`, { version: order.version })),
      ...Array.from({ length: 4 }, () => owner.request('POST', `/admin/orders/${order.number}/cancel`, { version: order.version })),
    ])
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, ...Array.from({ length: 7 }, () => 409)])
  })
})

describe('staff look at an order', () => {
  it('see its customer and what they bought before', async () => {
    const amina = await shop.person()
    await shop.paid(amina, { quantity: 1 })
    await shop.paid(amina, { method: 'stars', quantity: 1 })
    const { order } = await shop.paid(amina)
    const shown = await json<AdminOrder>(support.request('GET', `/admin/orders/${order.number}`))
    expect(shown.customer).toEqual({
      id: amina.user.id,
      name: 'Amina',
      username: null,
      orders: 3,
      spent: { amount: '5400', currency: 'USD' },
      writeAccess: 'allowed',
    })
    expect(shown.payments).toMatchObject([
      { method: 'card', gateway: 'paper-card', captured: { amount: '3600' }, movements: [{ kind: 'capture', amount: { amount: '3600' } }] },
    ])
    // What the customer must do to pay is no business of the staff.
    expect(shown.payments[0]?.nextAction).toEqual({ type: 'none' })
  })

  it('do not see the digital goods a customer was handed', async () => {
    const amina = await shop.person()
    const { order } = await shop.paid(amina, { method: 'stars', quantity: 1 })
    expect(await (await amina.request('GET', `/orders/${order.number}`)).text()).toContain('CODE-1234')
    const shown = await (await owner.request('GET', `/admin/orders/${order.number}`)).text()
    expect(shown).toContain('Nyeri AA')
    expect(shown).not.toContain('CODE-1234')
  })

  it('do not see a client secret of a payment under way', async () => {
    const { order } = await shop.place(await shop.person())
    expect(await (await support.request('GET', `/admin/orders/${order.number}`)).text()).not.toContain('https://pay.example/1')
  })
})

describe('staff send an order', () => {
  it('keeps the tracking, tells the customer, and writes down who did it', async () => {
    const amina = await shop.person()
    const { order } = await shop.paid(amina)
    await support.request('POST', `/admin/orders/${order.number}/process`, { version: order.version })
    const tracking = { carrier: 'G4S', trackingNumber: 'KE 123', trackingUrl: 'https://g4s.example/KE123' }
    const response = await support.request('POST', `/admin/orders/${order.number}/ship`, { version: order.version + 1, ...tracking })
    expect(response.status).toBe(200)
    const seen = await json<AdminOrder>(amina.request('GET', `/orders/${order.number}`))
    expect(seen).toMatchObject({ state: 'shipped', tracking: { carrier: 'G4S', number: 'KE 123', url: 'https://g4s.example/KE123' } })
    const [entry] = await shop.db.select().from(auditEntries).where(eq(auditEntries.subjectId, order.number)).orderBy(desc(auditEntries.id))
    expect(entry).toMatchObject({
      actor: 'Neema',
      actorId: support.user.id,
      action: 'orders.shipped',
      facts: { before: 'processing', after: 'shipped', trackingNumber: 'KE 123' },
    })
    const shown = await json<AdminOrder>(response)
    expect(shown.history.at(-1)).toMatchObject({ state: 'shipped', actor: 'Neema' })
    for (const trackingUrl of ['javascript:alert(1)', 'http://plain.example', 'x']) {
      expect((await support.request('POST', `/admin/orders/${order.number}/ship`, { version: 9, trackingUrl })).status).toBe(422)
    }
  })
})

describe('staff give money back', () => {
  it('never more than was taken, however many ask at once', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    const ask = async () => {
      const { version } = await shop.orderOf(order.id)
      return owner.request(
        'POST',
        `/admin/orders/${order.number}/refunds`,
        { version, paymentId: payment.id, amount: '1500', currency: 'USD', reason: 'damaged' },
        key(),
      )
    }
    const granted = async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, ask))
      return answers.filter((answer) => answer.status === 200).length
    }
    let sum = 0
    for (let round = 0; round < 3; round += 1) sum += await granted()
    expect(sum).toBe(2)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', refunded: 3000n })
    const shown = await json<AdminOrder>(owner.request('GET', `/admin/orders/${order.number}`))
    expect(shown.payment).toBe('partially_refunded')
    expect(shown.payments[0]).toMatchObject({ captured: { amount: '3600' }, refunded: { amount: '3000' }, refundable: { amount: '600' } })
    expect(shown.payments[0]?.refunds.map((refund) => [refund.amount.amount, refund.state, refund.by])).toEqual([
      ['1500', 'succeeded', 'Wanjiku'],
      ['1500', 'succeeded', 'Wanjiku'],
    ])
  })

  it('does it once for one key, whatever happened since', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    const headers = key()
    const ask = (amount: string) =>
      owner.request(
        'POST',
        `/admin/orders/${order.number}/refunds`,
        { version: order.version, paymentId: payment.id, amount, currency: 'USD', reason: 'damaged' },
        headers,
      )
    expect((await ask('500')).status).toBe(200)
    await shop.drain()
    expect((await ask('500')).status).toBe(200)
    expect((await ask('600')).status).toBe(422)
    await shop.drain()
    expect((await shop.orderOf(order.id)).refunded).toBe(500n)
    expect(await shop.db.select().from(refunds).where(eq(refunds.orderId, order.id))).toHaveLength(1)
    const granted = (await shop.db.select().from(auditEntries).where(eq(auditEntries.subjectId, order.number))).filter(
      (entry) => entry.action === 'orders.refund-granted',
    )
    expect(granted).toHaveLength(1)
  })

  it('refuses another currency, another order’s payment, and a request without a key', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    const other = await shop.paid(await shop.person())
    const ask = async (body: object, headers: Record<string, string> = key()) => {
      const whole = { version: order.version, paymentId: payment.id, amount: '100', currency: 'USD', reason: 'other', ...body }
      const response = await owner.request('POST', `/admin/orders/${order.number}/refunds`, whole, headers)
      return [response.status, (await json<Problem>(response)).code]
    }
    expect(await ask({ currency: 'KES' })).toEqual([409, 'payments/refund-too-large'])
    expect(await ask({ paymentId: other.payment.id })).toEqual([404, 'orders/payment-not-found'])
    expect(await ask({ amount: '3601' })).toEqual([409, 'payments/refund-too-large'])
    expect(await ask({}, {})).toEqual([400, 'request/key-required'])
    expect(await ask({}, key('short'))).toEqual([400, 'request/key-required'])
  })

  it('tells the order when money that had gone back came to us again', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    const body = { version: order.version, paymentId: payment.id, amount: '3600', currency: 'USD', reason: 'other' }
    await owner.request('POST', `/admin/orders/${order.number}/refunds`, body, key())
    await shop.drain()
    expect((await shop.orderOf(order.id)).state).toBe('refunded')
    shop.card.bounce(payment.id)
    await shop.refresh(payment.id)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', refunded: 0n, problem: 'refund_failed' })
    const problems = await json<Cards>(owner.request('GET', '/admin/orders?filter=problems'))
    expect(problems.items.map((card) => card.number)).toContain(order.number)
    await settleOrder(shop.system, order.id)
    expect((await shop.orderOf(order.id)).problem).toBe('refund_failed')
  })
})

describe('staff write a note', () => {
  it('for each other alone', async () => {
    const { order } = await shop.place(await shop.person())
    const response = await support.request('POST', `/admin/orders/${order.number}/notes`, { note: 'Gift. Leave the price off the slip.' })
    expect(response.status).toBe(200)
    const shown = await json<AdminOrder>(response)
    expect(shown.history.at(-1)).toMatchObject({ kind: 'note', actor: 'Neema', facts: { note: 'Gift. Leave the price off the slip.' } })
    expect(JSON.stringify(shown.timeline)).not.toContain('Gift')
  })
})

describe('what people wrote about an order', () => {
  it('is readable only with the key and stands in nothing that cannot be changed', async () => {
    const { order } = await shop.paid(await shop.person(), { note: 'Ask for Juma' })
    const at = `/admin/orders/${order.number}`
    const [payment] = await shop.paymentsOf(order.id)
    await owner.request('POST', `${at}/notes`, { note: 'Juma has moved house' })
    const { version } = await shop.orderOf(order.id)
    const refund = { version, paymentId: payment?.id, amount: '100', currency: 'USD', reason: 'other', note: 'Juma asked' }
    expect((await owner.request('POST', `${at}/refunds`, refund, key())).status).toBe(200)
    await shop.drain()
    const now = await shop.orderOf(order.id)
    expect((await owner.request('POST', `${at}/cancel`, { version: now.version, reason: 'Juma is ill' })).status).toBe(200)

    const written = await json<AdminOrder>(owner.request('GET', at))
    expect(written.note).toBe('Ask for Juma')
    expect(written.history.flatMap((entry) => entry.facts['note'] ?? [])).toEqual(['Juma has moved house', 'Juma is ill'])
    const audited = await shop.db.select().from(auditEntries).where(eq(auditEntries.subjectId, order.number))
    expect(audited.find((entry) => entry.action === 'orders.cancelled')?.facts).toMatchObject({ reasonLength: 11 })
    const kept = [
      audited,
      await shop.db.select().from(orderEvents).where(eq(orderEvents.orderId, order.id)),
      await shop.db.select().from(orderNotes),
    ]
    expect(JSON.stringify([...kept, (await shop.orderOf(order.id)).note])).not.toContain('Juma')
  })

  it('can be taken away; the history goes on without it', async () => {
    const { order } = await shop.place(await shop.person())
    await owner.request('POST', `/admin/orders/${order.number}/notes`, { note: 'Her sister collects it' })
    await shop.db.delete(orderNotes)
    const { history } = await json<AdminOrder>(owner.request('GET', `/admin/orders/${order.number}`))
    expect(history.at(-1)).toMatchObject({ kind: 'note', actor: 'Wanjiku', facts: {} })
  })

  it('is sealed for what it is: a contact cannot be passed off as an address', async () => {
    const { order } = await shop.place(await shop.person())
    const { sealer } = shop.world
    expect(sealer.open('contact', order.contact)).toMatchObject({ name: 'Amina Otieno' })
    expect(() => sealer.open('address', order.contact)).toThrow('unable to authenticate')
    expect(sealer.open('address', order.address ?? '')).toMatchObject({ city: 'Nairobi' })
  })
})

describe('staff go through all orders', () => {
  it('by what they need, with how many there are', async () => {
    const own = await openOrderShop()
    try {
      const [boss, amina] = [await own.person({ role: 'owner' }), await own.person()]
      const toPay = await own.place(amina)
      const toAccept = await own.place(amina, { method: 'cash_on_delivery' })
      const toSend = await own.paid(amina)
      const sent = await own.paid(amina)
      await boss.request('POST', `/admin/orders/${sent.order.number}/process`, { version: sent.order.version })
      await boss.request('POST', `/admin/orders/${sent.order.number}/ship`, { version: sent.order.version + 1 })
      const numbers = async (filter: string) =>
        (await json<Cards>(boss.request('GET', `/admin/orders?filter=${filter}`))).items.map((card) => card.number)
      expect(await numbers('to_pay')).toEqual([toPay.order.number])
      expect((await numbers('to_send')).toSorted()).toEqual([toAccept.order.number, toSend.order.number].toSorted())
      expect(await numbers('on_the_way')).toEqual([sent.order.number])
      expect(await numbers('problems')).toEqual([])
      const all = await json<Cards>(boss.request('GET', '/admin/orders'))
      expect(all.counts).toEqual({ to_send: 2, to_pay: 1, on_the_way: 1, problems: 0 })
      const [first] = (await json<Cards>(boss.request('GET', '/admin/orders?limit=1'))).items
      expect(first).toMatchObject({ customer: 'Amina', method: 'card', country: 'KE', itemCount: 2, problem: null })

      const pages: string[] = []
      let next: string | undefined
      do {
        const page: Cards = await json(boss.request('GET', `/admin/orders?limit=2${next ? `&cursor=${next}` : ''}`))
        pages.push(...page.items.map((card) => card.number))
        next = page.nextCursor
      } while (next)
      expect(new Set(pages).size).toBe(4)
      const second = await json<Cards>(
        boss.request('GET', `/admin/orders?limit=2&cursor=${(await json<Cards>(boss.request('GET', '/admin/orders?limit=2'))).nextCursor}`),
      )
      expect(second.counts).toBeUndefined()
    } finally {
      await own.close()
    }
  })

  it('finds by number, customer, username and tracking number', async () => {
    const lilian = await shop.person({ firstName: 'Lilian' })
    await shop.db.update(users).set({ lastName: "Njeri O'Hara", username: 'lili_100' }).where(eq(users.id, lilian.user.id))
    const { order } = await shop.paid(lilian)
    await support.request('POST', `/admin/orders/${order.number}/process`, { version: order.version })
    await support.request('POST', `/admin/orders/${order.number}/ship`, { version: order.version + 1, trackingNumber: 'RR77_88' })
    const find = async (q: string) =>
      (await json<Cards>(owner.request('GET', `/admin/orders?q=${encodeURIComponent(q)}`))).items.map((card) => card.number)
    for (const q of [order.number.toLowerCase(), order.number.slice(3), 'lilian njeri', "o'hara", '@lili_100', 'LILI_1', 'rr77_8']) {
      expect([q, await find(q)]).toEqual([q, [order.number]])
    }
    for (const q of ['lili%100', 'rr77x88', "'; drop table orders;--"]) expect([q, await find(q)]).toEqual([q, []])
  })
})
