import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { newId } from '../../platform/ids.ts'
import { createPayment, refreshPayment, startPayment } from '../payments/index.ts'
import { paymentCases } from '../payments/tables.ts'
import { settleOrder } from './settle-order.ts'
import { orderEvents, orderLines } from './tables.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

describe('an order follows its money', () => {
  let shop: OrderShop
  beforeAll(async () => {
    shop = await openOrderShop()
  })
  afterAll(() => shop.close())

  const stepsOf = async (orderId: string) =>
    (await shop.db.select().from(orderEvents).where(eq(orderEvents.orderId, orderId)).orderBy(orderEvents.id)).map((event) =>
      event.kind === 'moved' ? event.state : event.kind,
    )

  it('is confirmed once it is paid in full, and its goods are sold', async () => {
    const { order, variantId } = await shop.paid(await shop.person())
    expect(order).toMatchObject({ state: 'payment_confirmed', captured: 3600n, refunded: 0n, payBy: null, problem: null })
    expect(order.confirmedAt).not.toBeNull()
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
    expect(await stepsOf(order.id)).toEqual(['placed', 'payment_confirmed'])
  })

  it('settles once however often it is told, one after another and at once', async () => {
    const { order, payment, variantId } = await shop.place(await shop.person())
    shop.card.pay(payment)
    await refreshPayment(shop.system, payment.id)
    await Promise.all(Array.from({ length: 8 }, () => settleOrder(shop.system, order.id)))
    await shop.drain()
    await settleOrder(shop.system, order.id)
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'payment_confirmed', captured: 3600n })
    expect(await stepsOf(order.id)).toEqual(['placed', 'payment_confirmed'])
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 8, reserved: 0 })
  })

  it('hands digital goods over by itself', async () => {
    const { order } = await shop.paid(await shop.person(), { method: 'stars', quantity: 1 })
    expect(order.state).toBe('delivered')
    const [line] = await shop.db.select().from(orderLines).where(eq(orderLines.orderId, order.id))
    expect(line?.digitalContent).toBe('CODE-1234')
    expect(await stepsOf(order.id)).toEqual(['placed', 'payment_confirmed', 'delivered'])
  })

  it('shows digital goods to nobody before they are paid', async () => {
    const amina = await shop.person()
    const { order } = await shop.place(amina, { method: 'stars', quantity: 1 })
    expect(await (await amina.request('GET', `/orders/${order.number}`)).text()).not.toContain('CODE-1234')
  })

  it('stays cancelled when money comes late, sends it back and tells a person', async () => {
    const { order, payment, variantId } = await shop.place(await shop.person())
    shop.clock.advance(1801)
    await shop.run('orders.expire-unpaid')
    expect((await shop.orderOf(order.id)).state).toBe('cancelled')
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })

    shop.card.pay(payment)
    await refreshPayment(shop.system, payment.id)
    await shop.drain()
    const after = await shop.orderOf(order.id)
    expect(after).toMatchObject({ state: 'refunded', captured: 3600n, refunded: 3600n, problem: null })
    expect(await stepsOf(order.id)).toEqual(['placed', 'cancelled', 'payment', 'refund', 'refunded'])
    const cases = await shop.db.select().from(paymentCases).where(eq(paymentCases.orderId, order.id))
    expect(cases.map((each) => each.kind)).toContain('late')
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
  })

  it('gives a second payment back and keeps the first', async () => {
    const amina = await shop.person()
    const { order, payment } = await shop.place(amina)
    shop.card.fail(payment.id)
    await refreshPayment(shop.system, payment.id)
    const second = await createPayment(shop.system, {
      order,
      method: 'card',
      amount: money(3600n, 'USD'),
      idempotencyKey: newId(),
      requestHash: 'second',
      expiresAt: order.payBy,
    })
    await startPayment(shop.system, second.id)
    // Both go through: the one that had failed for us came after all.
    await shop.pay(second)
    await shop.pay(payment)
    const after = await shop.orderOf(order.id)
    expect(after).toMatchObject({ state: 'payment_confirmed', captured: 7200n, refunded: 3600n, problem: null })
    const rows = await shop.paymentsOf(order.id)
    expect(rows.map((row) => row.captured - row.refunded).toSorted((a, b) => Number(a - b))).toEqual([0n, 3600n])
  })

  it('becomes refunded when all of it went back, and its unsent goods are for sale again', async () => {
    const owner = await shop.person({ role: 'owner' })
    const { order, payment, variantId } = await shop.paid(await shop.person())
    const refund = (amount: string, key: string, version: number) =>
      owner.request(
        'POST',
        `/admin/orders/${order.number}/refunds`,
        { paymentId: payment.id, amount, currency: 'USD', reason: 'damaged', version },
        { 'idempotency-key': key },
      )
    expect((await refund('1000', 'refund-part', order.version)).status).toBe(200)
    await shop.drain()
    const partly = await shop.orderOf(order.id)
    expect(partly).toMatchObject({ state: 'payment_confirmed', refunded: 1000n })
    expect((await refund('2600', 'refund-rest', partly.version)).status).toBe(200)
    await shop.drain()
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'refunded', captured: 3600n, refunded: 3600n })
    expect(await shop.stockOf(variantId)).toEqual({ onHand: 10, reserved: 0 })
  })

  const refused = { cause: expect.objectContaining({ message: expect.stringContaining('append-only') as string }) as object }

  it('keeps its timeline: the database refuses to change or delete an entry', async () => {
    const { order } = await shop.place(await shop.person())
    await expect(shop.db.update(orderEvents).set({ kind: 'note' }).where(eq(orderEvents.orderId, order.id))).rejects.toMatchObject(refused)
    await expect(shop.db.delete(orderEvents).where(eq(orderEvents.orderId, order.id))).rejects.toMatchObject(refused)
  })
})
