import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminOrder, AdminOrderCard, Order } from 'shared/orders.schema'
import { newId } from '../../platform/ids.ts'
import type { Person } from '../../testing/world.ts'
import { openCase, resolveCase } from '../payments/cases.ts'
import { refreshPayment, requestRefund } from '../payments/index.ts'
import { paymentCases, refunds } from '../payments/tables.ts'
import { settleOrder } from './settle-order.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

let shop: OrderShop
let owner: Person
beforeAll(async () => {
  shop = await openOrderShop()
  owner = await shop.person({ role: 'owner' })
})
afterAll(() => shop.close())

const key = () => ({ 'idempotency-key': newId() })
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code?: string }).code]
const shownAs = async (number: string) => (await (await owner.request('GET', `/admin/orders/${number}`)).json()) as AdminOrder
const problems = async () =>
  ((await (await owner.request('GET', '/admin/orders?filter=problems&limit=50')).json()) as { items: AdminOrderCard[] }).items.map(
    (card) => card.number,
  )

describe('an order that was paid', () => {
  it('is settled within a minute though whoever took the news was killed', async () => {
    const { order, payment, variantId } = await shop.place(await shop.person())
    shop.card.pay(payment)
    await refreshPayment(shop.system, payment.id)
    expect((await shop.orderOf(order.id)).state).toBe('pending_payment')
    await shop.run('orders.sweep-paid')
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', captured: 3600n })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
  })

  it('is not paid once more while the news of it is on its way', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    shop.card.pay(payment)
    await refreshPayment(shop.system, payment.id)
    const response = await amina.request('POST', `/orders/${order.number}/payments`, { method: 'card' }, key())
    expect(await codeOf(response)).toEqual([409, 'orders/payment-in-progress'])
    expect(await shop.paymentsOf(order.id)).toHaveLength(1)
  })
})

describe('two of the staff give money back from what both see', () => {
  it('lets one of them, and the other looks again', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    const other = await shop.person({ role: 'manager' })
    const ask = (staff: Person, version: number) =>
      staff.request(
        'POST',
        `/admin/orders/${order.number}/refunds`,
        { paymentId: payment.id, amount: '900', currency: 'USD', reason: 'damaged', version },
        key(),
      )
    const answers = await Promise.all([ask(owner, order.version), ask(other, order.version)])
    expect((await Promise.all(answers.map(codeOf))).toSorted((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
      [200, undefined],
      [409, 'orders/changed'],
    ])
    expect(await shop.db.select().from(refunds).where(eq(refunds.orderId, order.id))).toHaveLength(1)
    expect((await ask(other, (await shop.orderOf(order.id)).version)).status).toBe(200)
  })
})

describe('an order with a payment that is not as asked', () => {
  const conflicted = async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    await shop.pay({ ...payment, amount: 3000n })
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'pending_payment', problem: 'payment_conflict' })
    return { amina, order, payment }
  }

  const resolve = async (order: { id: string }) => {
    const [open] = await shop.db.select().from(paymentCases).where(eq(paymentCases.orderId, order.id))
    await resolveCase(owner.ctx, { caseId: open?.id ?? '', resolution: 'They pay the whole once more, I sent this back by hand' })
    await shop.drain()
  }
  const sendBack = async (payment: { id: string }) => {
    await requestRefund(shop.system, {
      paymentId: payment.id,
      amount: { amount: 3000n, currency: 'USD' },
      reason: 'other',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await shop.drain()
  }
  const payAgain = (amina: Person, order: { number: string }) =>
    amina.request('POST', `/orders/${order.number}/payments`, { method: 'card' }, key())
  const mayRetry = async (amina: Person, order: { number: string }) =>
    ((await (await amina.request('GET', `/orders/${order.number}`)).json()) as Order).canRetryPayment

  it('is not paid once more while nobody has settled it', async () => {
    const { amina, order } = await conflicted()
    expect(await mayRetry(amina, order)).toBe(false)
    expect(await codeOf(await payAgain(amina, order))).toEqual([409, 'orders/payment-conflicted'])
    expect(await shop.paymentsOf(order.id)).toHaveLength(1)
    // Nor do they read that it still waits for them.
    const shown = (await (await amina.request('GET', `/orders/${order.number}`)).json()) as Order
    const [card] = ((await (await amina.request('GET', '/orders')).json()) as { items: Order[] }).items
    expect([shown.awaits, card?.awaits]).toEqual(['confirmation', 'confirmation'])
  })

  it.each([
    ['a person has settled it', resolve],
    ['its money has gone back', (_: unknown, payment: { id: string }) => sendBack(payment)],
  ] as const)('is free again as soon as %s', async (_, settle) => {
    const { amina, order, payment } = await conflicted()
    await settle(order, payment)
    expect((await shop.orderOf(order.id)).problem).toBeNull()
    expect(await problems()).not.toContain(order.number)
    expect(await mayRetry(amina, order)).toBe(true)
    expect((await payAgain(amina, order)).status).toBe(201)
    const second = (await shop.paymentsOf(order.id)).at(-1)
    if (second) await shop.pay(second)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', problem: null, captured: 3600n })
  })

  it.each([
    ['a person has settled it', resolve],
    ['its money has gone back', (_: unknown, payment: { id: string }) => sendBack(payment)],
  ] as const)('stays before the staff when its time is over, until %s', async (_, settle) => {
    const { order, payment } = await conflicted()
    shop.clock.advance(1801)
    await shop.run('orders.expire-unpaid')
    await settleOrder(shop.system, order.id)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'cancelled', problem: 'payment_conflict' })
    expect(await problems()).toContain(order.number)
    await settle(order, payment)
    expect((await shop.orderOf(order.id)).problem).toBeNull()
    expect(await problems()).not.toContain(order.number)
  })
})

describe('an order whose money a bank asks back', () => {
  it('is not packed and not sent while the dispute stands', async () => {
    const { order, payment } = await shop.paid(await shop.person())
    await openCase(shop.system, {
      kind: 'dispute',
      dedupeKey: `dispute:${payment.id}`,
      orderId: order.id,
      paymentId: payment.id,
      about: { code: 'bank_took', facts: { reference: 'dp_1' } },
    })
    await settleOrder(shop.system, order.id)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', problem: 'dispute' })
    expect(await problems()).toContain(order.number)
    const shown = await shownAs(order.number)
    expect(shown.moves).not.toContain('process')
    const move = async (action: string) =>
      owner.request('POST', `/admin/orders/${order.number}/${action}`, { version: (await shop.orderOf(order.id)).version })
    expect(await codeOf(await move('process'))).toEqual([409, 'orders/disputed'])

    const [open] = await shop.db.select().from(paymentCases).where(eq(paymentCases.orderId, order.id))
    await resolveCase(owner.ctx, { caseId: open?.id ?? '', resolution: 'The bank was wrong' })
    await shop.drain()
    expect((await shop.orderOf(order.id)).problem).toBeNull()
    expect((await move('process')).status).toBe(200)
    expect((await move('ship')).status).toBe(200)
  })
})
