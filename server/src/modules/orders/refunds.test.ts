import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { AdminOrder, CreditNote, Order } from 'shared/orders.schema'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import type { Person } from '../../testing/world.ts'
import { proveBooks } from '../payments/reconcile.ts'
import { paymentCases, refunds } from '../payments/tables.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

let shop: OrderShop
let owner: Person
let amina: Person
beforeAll(async () => {
  shop = await openOrderShop()
  owner = await shop.person({ role: 'owner', firstName: 'Wanjiku' })
  amina = await shop.person()
})
afterAll(() => shop.close())

type Problem = { code: string; facts?: Record<string, unknown> }
type Placed = Awaited<ReturnType<OrderShop['paid']>>
const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body
const key = () => ({ 'idempotency-key': newId() })
const shown = (number: string) => json<AdminOrder>(owner.request('GET', `/admin/orders/${number}`))
const seen = (number: string) => json<Order>(amina.request('GET', `/orders/${number}`))

async function ask({ order, payment }: Pick<Placed, 'order' | 'payment'>, body: object) {
  const { version } = await shop.orderOf(order.id)
  const whole = { version, paymentId: payment.id, currency: payment.currency, reason: 'damaged', ...body }
  return owner.request('POST', `/admin/orders/${order.number}/refunds`, whole, key())
}
const codeOf = async (response: Response) => [response.status, (await json<Problem>(response)).code]
const firstLine = async (number: string, quantity: number) => [{ lineId: (await shown(number)).lines[0]?.id, quantity }]

describe('staff give goods back their price', () => {
  it('names them to the customer, puts them on the shelf, and does not take a piece twice', async () => {
    const bought = await shop.paid(amina, { quantity: 3 })
    const { number } = bought.order
    expect(await shop.stockOf(bought.variantId)).toEqual({ onHand: 7, reserved: 0 })
    const lines = await firstLine(number, 1)
    expect((await ask(bought, { amount: '1800', lines, restock: true })).status).toBe(200)
    expect((await ask(bought, { amount: '1000', lines, restock: false })).status).toBe(200)
    expect(await shop.stockOf(bought.variantId)).toEqual({ onHand: 8, reserved: 0 })
    expect(await codeOf(await ask(bought, { amount: '100', lines: await firstLine(number, 2) }))).toEqual([409, 'orders/goods-not-left'])
    expect(await codeOf(await ask(bought, { amount: '1801', lines }))).toEqual([409, 'payments/refund-too-large'])
    expect(await codeOf(await ask(bought, { amount: '100', lines: [{ lineId: newId(), quantity: 1 }] }))).toEqual([
      409,
      'orders/goods-not-left',
    ])
    expect(await codeOf(await ask(bought, { amount: '100', lines: [...lines, ...lines] }))).toEqual([409, 'orders/goods-not-left'])
    await shop.drain()
    const order = await seen(number)
    expect(order.lines[0]).toMatchObject({ quantity: 3, refundedQuantity: 2 })
    expect(order.timeline.filter((entry) => entry.kind === 'refund').map((entry) => entry.facts)).toMatchObject([
      { what: '1 × Nyeri AA', amount: '1800', currency: 'USD' },
      { what: '1 × Nyeri AA', amount: '1000', currency: 'USD' },
    ])
    expect(order.creditNotes.map((note) => note.amount.amount)).toEqual(['1800', '1000'])

    // Called off with the rest: what came back already does not come back again.
    const { version } = await shop.orderOf(bought.order.id)
    expect((await owner.request('POST', `/admin/orders/${number}/cancel`, { version, restock: true })).status).toBe(200)
    await shop.drain()
    expect(await shop.stockOf(bought.variantId)).toEqual({ onHand: 9, reserved: 0 })
    expect(await shop.orderOf(bought.order.id)).toMatchObject({ captured: 5400n, refunded: 5400n, state: 'refunded' })
  })

  it('gives pieces back again that could not go', async () => {
    const bought = await shop.paid(amina)
    const lines = await firstLine(bought.order.number, 2)
    await ask(bought, { amount: '3600', lines })
    expect((await seen(bought.order.number)).lines[0]?.refundedQuantity).toBe(2)
    await shop.drain()
    shop.card.bounce(bought.payment.id)
    await shop.refresh(bought.payment.id)
    expect((await seen(bought.order.number)).lines[0]?.refundedQuantity).toBe(0)
    expect((await ask(bought, { amount: '3600', lines })).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(bought.order.id)).toMatchObject({ captured: 3600n, refunded: 3600n })
  })

  it('never more than was taken, however many of fifty ask at once', async () => {
    const bought = await shop.paid(amina, { quantity: 7 })
    const { order, payment } = bought
    const lineId = (await shown(order.number)).lines[0]?.id
    // Each as stubborn as a person who looks again and decides again.
    const insist = async (body: object) => {
      for (;;) {
        const { status, code } = await ask(bought, body).then(async (answer) => ({
          status: answer.status,
          code: (await json<Partial<Problem>>(answer)).code,
        }))
        if (status === 200) return true
        if (code !== 'orders/changed') return false
      }
    }
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        insist(index % 2 === 0 ? { amount: '1800', lines: [{ lineId, quantity: 1 }], restock: true } : { amount: '1700' }),
      ),
    )
    const granted = await shop.db.select().from(refunds).where(eq(refunds.paymentId, payment.id))
    expect(granted).toHaveLength(answers.filter(Boolean).length)
    const promised = granted.reduce((sum, refund) => sum + refund.amount, 0n)
    expect(promised).toBeLessThanOrEqual(payment.amount)
    expect(payment.amount - promised).toBeLessThan(1700n)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ refunded: promised })
    expect((await shop.stockOf(bought.variantId)).onHand).toBe(3 + granted.filter((refund) => refund.amount === 1800n).length)
  }, 60_000)
})

describe('money that no gateway can give back', () => {
  async function delivered() {
    const placed = await shop.place(amina, { method: 'cash_on_delivery', quantity: 2 })
    for (const step of ['accept', 'ship', 'deliver']) {
      const { version } = await shop.orderOf(placed.order.id)
      expect((await owner.request('POST', `/admin/orders/${placed.order.number}/${step}`, { version })).status).toBe(200)
    }
    await shop.drain()
    return placed
  }
  const step = async (number: string, path: string, body: object = {}) =>
    owner.request('POST', `/admin/orders/${number}/refunds/${path}`, { version: (await shown(number)).version, ...body })
  const openCases = (orderId: string) => shop.db.select().from(paymentCases).where(eq(paymentCases.orderId, orderId))

  it('is granted, sent by a person, and written down once, with what shows it', async () => {
    const { order, payment } = await delivered()
    const lines = await firstLine(order.number, 1)
    expect((await shown(order.number)).payments[0]).toMatchObject({ byHand: true, canRefund: true, partialRefunds: true })
    expect((await ask({ order, payment }, { amount: '1800', lines, restock: true })).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ refunded: 0n })
    expect(await openCases(order.id)).toMatchObject([{ kind: 'refund_by_hand', amount: 1800n, resolvedAt: null }])
    expect(await codeOf(await ask({ order, payment }, { amount: '1801' }))).toEqual([409, 'payments/refund-too-large'])
    const refund = (await shown(order.number)).payments[0]?.refunds[0]
    expect(refund).toMatchObject({ state: 'requested', byHand: true, lines: [{ quantity: 1 }], evidence: null })

    expect(await codeOf(await step(order.number, `${newId()}/sent`, { evidence: 'slip 17' }))).toEqual([404, 'orders/refund-not-found'])
    const answers = await Promise.all([1, 2, 3].map(() => step(order.number, `${refund?.id}/sent`, { evidence: 'slip 17' })))
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    expect(await codeOf(await step(order.number, `${refund?.id}/sent`, { evidence: 'slip 18' }))).toEqual([409, 'payments/refund-not-open'])
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'delivered', captured: 3600n, refunded: 1800n, problem: null })
    expect(await openCases(order.id)).toMatchObject([{ outcome: 'sent_by_hand', resolution: null }])
    expect((await shown(order.number)).payments[0]).toMatchObject({
      refunds: [{ state: 'succeeded', evidence: 'slip 17' }],
      movements: [{ kind: 'capture' }, { kind: 'refund', amount: { amount: '1800' } }],
    })
    const told = (await shown(order.number)).history.filter((entry) => entry.kind === 'refund')
    expect(told.map(({ actor, facts }) => [actor, facts['outcome']])).toEqual(
      expect.arrayContaining([
        ['Wanjiku', undefined],
        ['Wanjiku', 'done'],
      ]),
    )
    const [note] = (await seen(order.number)).creditNotes
    const paper = await json<CreditNote>(amina.request('GET', `/orders/${order.number}/credit-notes/${note?.number}`))
    expect(paper).toMatchObject({ reference: 'slip 17', method: 'cash_on_delivery', lines: [{ name: 'Nyeri AA', quantity: 1 }] })
    const actions = await shop.db
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.subjectId, order.number))
      .orderBy(asc(auditEntries.id))
    expect(actions.map((entry) => entry.action).slice(-2)).toEqual(['orders.refund-granted', 'orders.refund-sent'])
  })

  it('may stay where it is after all, and is free to be granted again', async () => {
    const { order, payment } = await delivered()
    await ask({ order, payment }, { amount: '3600' })
    const refund = (await shown(order.number)).payments[0]?.refunds[0]
    expect((await step(order.number, `${refund?.id}/call-off`)).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ refunded: 0n, problem: null })
    expect(await openCases(order.id)).toMatchObject([{ outcome: 'not_sent', resolution: null }])
    expect((await shown(order.number)).payments[0]?.refundable).toEqual({ amount: '3600', currency: 'USD' })
    expect(await codeOf(await step(order.number, `${refund?.id}/sent`, { evidence: 'x' }))).toEqual([409, 'payments/refund-not-open'])
  })

  it('is promised by hand when what it paid for is called off, and ends the order once it is sent', async () => {
    const bought = await shop.paid(amina)
    const { gateway } = shop.card
    const { refund: byItself } = gateway
    delete gateway.refund
    try {
      const { id, number } = bought.order
      expect((await amina.request('POST', `/orders/${number}/cancel`)).status).toBe(200)
      await shop.drain()
      expect(await openCases(id)).toMatchObject([{ kind: 'refund_by_hand', amount: 3600n }])
      const refund = (await shown(number)).payments[0]?.refunds[0]
      expect((await step(number, `${refund?.id}/sent`, { evidence: '0xabc' })).status).toBe(200)
      await shop.drain()
      expect(await shop.orderOf(id)).toMatchObject({ state: 'refunded', refunded: 3600n, problem: null })
      const actors = (await shown(number)).history.map(({ kind, state, facts, actor }) => [kind, state, facts['outcome'], actor])
      expect(actors).toContainEqual(['refund', null, 'done', 'Wanjiku'])
      expect(actors).toContainEqual(['moved', 'refunded', undefined, 'Wanjiku'])
      expect(actors).toContainEqual(['moved', 'payment_confirmed', undefined, 'gateway'])
    } finally {
      if (byItself) gateway.refund = byItself
    }
  })

  it('is not what a gateway will send by itself', async () => {
    const bought = await shop.paid(amina)
    await ask(bought, { amount: '100' })
    const refund = (await shown(bought.order.number)).payments[0]?.refunds[0]
    for (const path of ['sent', 'call-off']) {
      const body = path === 'sent' ? { evidence: 'x' } : {}
      expect(await codeOf(await step(bought.order.number, `${refund?.id}/${path}`, body))).toEqual([409, 'payments/refund-not-open'])
    }
  })
})

describe('a payment in another currency than the order', () => {
  it('goes back by its own proportion, whatever a rate is today', async () => {
    const placed = await shop.place(amina, { quantity: 3, paid: money(233_333, 'KES') })
    await shop.pay(placed.payment)
    const { order, payment } = placed
    const lines = await firstLine(order.number, 1)
    // A third of 233,333: the unit that is left over goes to the first pieces.
    expect(await codeOf(await ask({ order, payment }, { amount: '77779', lines }))).toEqual([409, 'payments/refund-too-large'])
    for (const amount of ['77778', '77778', '77777']) expect((await ask({ order, payment }, { amount, lines })).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', captured: 5400n, refunded: 5400n })
    expect((await seen(order.number)).creditNotes.map((note) => note.amount)).toEqual([
      { amount: '77778', currency: 'KES' },
      { amount: '77778', currency: 'KES' },
      { amount: '77777', currency: 'KES' },
    ])
  })
})

describe('after all of that', () => {
  it('the books agree', async () => {
    expect(await proveBooks(shop.system)).toBe(0)
  })
})
