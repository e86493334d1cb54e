import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Order, OrderCard, PlacedOrder } from 'shared/orders.schema'
import type { PaymentMethod, PaymentState } from 'shared/payments'
import { newId } from '../../platform/ids.ts'
import { asCursor } from '../../platform/cursor.ts'
import { refreshPayment } from '../payments/index.ts'
import { payments } from '../payments/tables.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

type Problem = { code: string; facts?: Record<string, unknown> }
type Cards = { items: OrderCard[]; nextCursor?: string }

let shop: OrderShop
beforeAll(async () => {
  shop = await openOrderShop()
})
afterAll(() => shop.close())

const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body
const key = () => ({ 'idempotency-key': newId() })

describe('a customer looks at their orders', () => {
  it('shows an order with everything about it, and nothing of the staff', async () => {
    const amina = await shop.person()
    const { order } = await shop.paid(amina, { note: 'Ring twice' })
    const support = await shop.person({ role: 'support' })
    await support.request('POST', `/admin/orders/${order.number}/notes`, { note: 'She called about the mill' })
    const response = await amina.request('GET', `/orders/${order.number}`)
    expect(response.status).toBe(200)
    const shown = await json<Order>(response)
    expect(shown).toMatchObject({
      number: order.number,
      state: 'payment_confirmed',
      payment: 'paid',
      itemCount: 2,
      total: { amount: '3600', currency: 'USD' },
      note: 'Ring twice',
      contact: { name: 'Amina Otieno', phone: '+254700000001' },
      address: { city: 'Nairobi', country: 'KE' },
      delivery: { name: 'Rider', kind: 'courier' },
      canCancel: true,
      canRetryPayment: false,
      currentPayment: { state: 'succeeded', reference: 'Paper ·· 4242' },
    })
    expect(shown.lines).toMatchObject([{ name: 'Nyeri AA', quantity: 2, unitPrice: { amount: '1800' }, total: { amount: '3600' } }])
    expect(shown.timeline.map((entry) => entry.state ?? entry.kind)).toEqual(['pending_payment', 'payment_confirmed'])
    expect(JSON.stringify(shown)).not.toContain('mill')
  })

  it('answers for a stranger’s order exactly as for one that is not there', async () => {
    const { order } = await shop.place(await shop.person())
    const stranger = await shop.person()
    const bare = async (response: Response) => ({
      ...(await json<Record<string, unknown>>(response)),
      requestId: '',
      status: response.status,
    })
    const missing = await bare(await stranger.request('GET', '/orders/DK-0000-0000'))
    expect(missing).toMatchObject({ status: 404, code: 'orders/not-found' })
    expect(await bare(await stranger.request('GET', `/orders/${order.number}`))).toEqual(missing)
    for (const [method, path, body] of [
      ['POST', 'cancel', undefined],
      ['POST', 'payments', { method: 'card' }],
      ['POST', `payments/${newId()}/refresh`, undefined],
      ['GET', 'receipt', undefined],
      ['POST', 'receipt-link', undefined],
      ['GET', 'receipt.pdf', undefined],
    ] as const) {
      const response = await stranger.request(method, `/orders/${order.number}/${path}`, body, key())
      expect([path, await bare(response)]).toEqual([path, missing])
    }
  })

  it('asks to sign in first, everywhere', async () => {
    const { order } = await shop.place(await shop.person())
    for (const [method, path] of [
      ['GET', '/orders'],
      ['GET', `/orders/${order.number}`],
      ['POST', `/orders/${order.number}/cancel`],
      ['POST', `/orders/${order.number}/payments`],
      ['POST', `/orders/${order.number}/payments/${newId()}/refresh`],
      ['GET', `/orders/${order.number}/receipt`],
      ['POST', `/orders/${order.number}/receipt-link`],
      ['GET', `/orders/${order.number}/receipt.pdf`],
    ] as const) {
      const response = await shop.request(method, path, method === 'POST' ? {} : undefined)
      expect([path, response.status]).toEqual([path, 401])
    }
  })

  it('answers nonsense with a problem, never with a failure', async () => {
    const amina = await shop.person()
    const owner = await shop.person({ role: 'owner' })
    for (const number of ['%00', 'nope', '1', '9'.repeat(59), "DK-'; drop table orders;--", '__proto__', '%F0%9F%92%A9']) {
      const response = await amina.request('GET', `/orders/${number}`)
      expect([number, response.status]).toEqual([number, 404])
    }
    expect((await amina.request('GET', `/orders/${'9'.repeat(100)}`)).status).toBe(422)
    for (const query of [
      'limit=0',
      'limit=51',
      'limit=x',
      'active=maybe',
      'q=%00',
      'cursor=%00',
      `cursor=${asCursor(['2026-01-01T00:00:00.000Z'])}`,
      `cursor=${asCursor(['soon', newId()])}`,
      `cursor=${asCursor([newId(), '2026-01-01'])}`,
      `cursor=${asCursor(['2026-99-01T00:00:00.000Z', newId()])}`,
      `cursor=${asCursor(['2026-01-01T00:00:00.000Z', '1'])}`,
      `cursor=${asCursor(['2026-01-01T00:00:00.000Z', '-'.repeat(36)])}`,
      ...['0000-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z', 8.64e15, -8.64e15].map(
        (at) => `cursor=${asCursor([at, newId()])}`,
      ),
      'cursor=null',
    ]) {
      for (const [reader, path] of [
        [amina, '/orders'],
        [owner, '/admin/orders'],
      ] as const) {
        if (query.startsWith('active') && path !== '/orders') continue
        const response = await reader.request('GET', `${path}?${query}`)
        expect([path, query, response.status]).toEqual([path, query, 422])
      }
    }
  })
})

describe('a customer goes through their orders', () => {
  it('pages newest first, each order once, also those placed in one moment', async () => {
    const amina = await shop.person()
    await shop.place(await shop.person())
    const placed: string[] = []
    for (let index = 0; index < 7; index += 1) {
      placed.push((await shop.place(amina, { quantity: 1 })).order.number)
      if (index > 3) shop.clock.advance(60)
    }
    const seen: string[] = []
    let next: string | undefined
    do {
      const page: Cards = await json(amina.request('GET', `/orders?limit=3${next ? `&cursor=${next}` : ''}`))
      expect(page.items.length).toBeLessThanOrEqual(3)
      seen.push(...page.items.map((card) => card.number))
      next = page.nextCursor
    } while (next)
    expect(seen.toSorted()).toEqual(placed.toSorted())
    expect(seen.slice(0, 3)).toEqual(placed.slice(4).toReversed())
  })

  it('finds by number and by product, in any case, and takes % _ and quotes as they are', async () => {
    const amina = await shop.person()
    const kettle = await shop.place(amina, { name: 'Gooseneck KETTLE 100%' })
    const mug = await shop.place(amina, { name: "Amina's mug_blue" })
    const find = async (q: string) =>
      (await json<Cards>(amina.request('GET', `/orders?q=${encodeURIComponent(q)}`))).items.map((card) => card.number)
    expect(await find('kettle')).toEqual([kettle.order.number])
    expect(await find('100%')).toEqual([kettle.order.number])
    expect(await find("amina's")).toEqual([mug.order.number])
    expect(await find('mug_b')).toEqual([mug.order.number])
    expect(await find('mugxb')).toEqual([])
    expect(await find('g_b')).toEqual([mug.order.number])
    expect(await find('%')).toEqual([kettle.order.number])
    expect(await find('\\')).toEqual([])
    expect(await find(kettle.order.number.toLowerCase())).toEqual([kettle.order.number])
    expect(await find(kettle.order.number.replaceAll('-', '').slice(2))).toEqual([kettle.order.number])
    expect((await find('')).length).toBe(2)
  })

  it('reads what an unpaid one waits for', async () => {
    const person = await shop.person()
    const { order, payment } = await shop.place(person)
    const awaitsOf = async () => (await json<Cards>(person.request('GET', '/orders'))).items[0]?.awaits
    const pay = (method: PaymentMethod, state: PaymentState) =>
      shop.db.update(payments).set({ method, state }).where(eq(payments.id, payment.id))
    const wanted: [PaymentMethod, PaymentState, unknown][] = [
      ['mpesa', 'requires_action', 'phone'],
      ['bitcoin', 'requires_action', 'transfer'],
      ['mpesa', 'processing', 'confirmation'],
      ['card', 'unknown', 'confirmation'],
      ['card', 'requires_action', null],
      ['mpesa', 'failed', null],
    ]
    for (const [method, state, awaits] of wanted) {
      await pay(method, state)
      expect([method, state, await awaitsOf()]).toEqual([method, state, awaits])
      expect((await json<Order>(person.request('GET', `/orders/${order.number}`))).awaits).toBe(awaits)
    }
  })

  it('tells the active from the past ones', async () => {
    const amina = await shop.person()
    const running = await shop.place(amina)
    const past = await shop.place(amina)
    await amina.request('POST', `/orders/${past.order.number}/cancel`)
    const numbers = async (active: boolean) =>
      (await json<Cards>(amina.request('GET', `/orders?active=${active}`))).items.map((card) => card.number)
    expect(await numbers(true)).toEqual([running.order.number])
    expect(await numbers(false)).toEqual([past.order.number])
  })
})

describe('a customer calls an order off', () => {
  it('frees what was promised and can no longer be paid', async () => {
    const amina = await shop.person()
    const { order, payment, variantId } = await shop.place(amina)
    const response = await amina.request('POST', `/orders/${order.number}/cancel`)
    expect(response.status).toBe(200)
    expect(await json<Order>(response)).toMatchObject({ state: 'cancelled', canCancel: false, canRetryPayment: false })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
    expect((await shop.paymentsOf(order.id)).map(({ id, state }) => ({ id, state }))).toEqual([{ id: payment.id, state: 'cancelled' }])
  })

  it('gives paid money back and puts the goods back on the shelf', async () => {
    const amina = await shop.person()
    const { order, variantId } = await shop.paid(amina)
    expect((await amina.request('POST', `/orders/${order.number}/cancel`)).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', captured: 3600n, refunded: 3600n, problem: null })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
  })

  it('waits while money may still come', async () => {
    const amina = await shop.person()
    const { order, payment, variantId } = await shop.place(amina)
    shop.card.silence(payment.id)
    const response = await amina.request('POST', `/orders/${order.number}/cancel`)
    expect(response.status).toBe(409)
    expect((await json<Problem>(response)).code).toBe('orders/payment-in-progress')
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'pending_payment' })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 2 })
  })

  it('gives back what was paid while it was being called off', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    shop.card.pay(payment)
    expect((await amina.request('POST', `/orders/${order.number}/cancel`)).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', captured: 3600n, refunded: 3600n })
  })

  it('lets only one of many calls win', async () => {
    const amina = await shop.person()
    const { order, variantId } = await shop.paid(amina)
    const answers = await Promise.all(Array.from({ length: 5 }, () => amina.request('POST', `/orders/${order.number}/cancel`)))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ refunded: 3600n })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
  })
})

describe('a customer pays again', () => {
  it('begins a new attempt after a declined one, and the same key brings the same attempt', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    shop.card.fail(payment.id)
    await refreshPayment(shop.system, payment.id)
    const headers = key()
    const first = await amina.request('POST', `/orders/${order.number}/payments`, { method: 'card' }, headers)
    expect(first.status).toBe(201)
    const placed = await json<PlacedOrder>(first)
    expect(placed.payment).toMatchObject({ attempt: 2, state: 'requires_action', amount: { amount: '3600', currency: 'USD' } })
    expect(placed.order.currentPayment?.id).toBe(placed.payment.id)
    const again = await amina.request('POST', `/orders/${order.number}/payments`, { method: 'card' }, headers)
    expect(again.status).toBe(200)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await json<PlacedOrder>(again)).payment.id).toBe(placed.payment.id)
    const reused = await amina.request('POST', `/orders/${order.number}/payments`, { method: 'cash_on_delivery' }, headers)
    expect([reused.status, (await json<Problem>(reused)).code]).toEqual([422, 'request/key-reused'])
  })

  it('changes to cash at the door: the first attempt is called off and no time runs any more', async () => {
    const amina = await shop.person()
    const { order } = await shop.place(amina)
    const response = await amina.request('POST', `/orders/${order.number}/payments`, { method: 'cash_on_delivery' }, key())
    expect(response.status).toBe(201)
    expect(await json<PlacedOrder>(response)).toMatchObject({
      order: { payment: 'on_delivery', payBy: null, canRetryPayment: false },
      payment: { state: 'authorized' },
    })
    expect((await shop.paymentsOf(order.id)).map((payment) => payment.state)).toEqual(['cancelled', 'authorized'])
  })

  it('takes one of two taps with different keys', async () => {
    const amina = await shop.person()
    const { order } = await shop.place(amina)
    const answers = await Promise.all(
      [1, 2, 3].map(() => amina.request('POST', `/orders/${order.number}/payments`, { method: 'card' }, key())),
    )
    expect(answers.every((answer) => [201, 409].includes(answer.status))).toBe(true)
    expect((await shop.paymentsOf(order.id)).filter((payment) => payment.state === 'requires_action').length).toBe(1)
  })

  it('refuses what is not offered, an unclear attempt, and a request without a key', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    const path = `/orders/${order.number}/payments`
    const refused = async (response: Response) => [response.status, (await json<Problem>(response)).code]
    expect(await refused(await amina.request('POST', path, { method: 'stars' }, key()))).toEqual([409, 'orders/method-unavailable'])
    expect(await refused(await amina.request('POST', path, { method: 'card' }))).toEqual([400, 'request/key-required'])
    expect(await refused(await amina.request('POST', path, { method: 'card' }, { 'idempotency-key': '!' }))).toEqual([
      400,
      'request/key-required',
    ])
    for (const body of [null, [], 'text', 7, {}, { method: 'gold' }, { method: 'card', amount: '1' }]) {
      expect((await amina.request('POST', path, body, key())).status).toBeGreaterThanOrEqual(400)
      expect((await amina.request('POST', path, body, key())).status).toBeLessThan(500)
    }
    shop.card.silence(payment.id)
    expect(await refused(await amina.request('POST', path, { method: 'card' }, key()))).toEqual([409, 'orders/payment-in-progress'])
    shop.card.silence(payment.id, false)
    shop.clock.advance(1801)
    expect(await refused(await amina.request('POST', path, { method: 'card' }, key()))).toEqual([409, 'orders/not-payable'])
  })

  it('sees at once that it went through', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    shop.card.pay(payment)
    const response = await amina.request('POST', `/orders/${order.number}/payments/${payment.id}/refresh`)
    expect(response.status).toBe(200)
    expect(await json<PlacedOrder>(response)).toMatchObject({
      order: { state: 'payment_confirmed', payment: 'paid' },
      payment: { state: 'succeeded' },
    })
    const other = await shop.place(amina)
    const foreign = await amina.request('POST', `/orders/${other.order.number}/payments/${payment.id}/refresh`)
    expect([foreign.status, (await json<Problem>(foreign)).code]).toEqual([404, 'orders/payment-not-found'])
    expect((await amina.request('POST', `/orders/${order.number}/payments/1/refresh`)).status).toBe(422)
  })
})

describe('an order that nobody pays', () => {
  it('ends after its time and frees its goods; an unclear payment holds it', async () => {
    const amina = await shop.person()
    const plain = await shop.place(amina)
    const unclear = await shop.place(amina)
    const cash = await shop.place(amina, { method: 'cash_on_delivery' })
    shop.card.process(unclear.payment.id)
    shop.clock.advance(1799)
    await shop.run('orders.expire-unpaid')
    expect((await shop.orderOf(plain.order.id)).state).toBe('pending_payment')
    shop.clock.advance(2)
    await Promise.all([shop.run('orders.expire-unpaid'), shop.run('orders.expire-unpaid')])
    expect((await shop.orderOf(plain.order.id)).state).toBe('cancelled')
    expect(await shop.stockOf(plain.variantId)).toEqual({ onHand: 10, reserved: 0 })
    expect((await shop.orderOf(unclear.order.id)).state).toBe('pending_payment')
    expect(await shop.stockOf(unclear.variantId)).toEqual({ onHand: 10, reserved: 2 })
    expect((await shop.orderOf(cash.order.id)).state).toBe('pending_payment')

    await shop.pay(unclear.payment)
    expect((await shop.orderOf(unclear.order.id)).state).toBe('payment_confirmed')
  })

  it('is no such order when it was paid in time and only the news is late', async () => {
    const { order, payment, variantId } = await shop.place(await shop.person())
    shop.card.pay(payment)
    await refreshPayment(shop.system, payment.id)
    expect((await shop.orderOf(order.id)).state).toBe('pending_payment')
    shop.clock.advance(1801)
    await shop.run('orders.expire-unpaid')
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', captured: 3600n, refunded: 0n })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
  })
})
