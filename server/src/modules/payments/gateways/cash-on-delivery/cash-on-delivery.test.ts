import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { applySnapshot } from '../../apply-snapshot.ts'
import { findPayment, movementsOf } from '../../queries.ts'
import { proveBooks } from '../../reconcile.ts'
import { recordCash } from '../../record-cash.ts'
import { paymentCases } from '../../tables.ts'
import { createPaymentsTest, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'
import { cashOnDelivery } from './index.ts'

gatewayKeepsItsWord('Cash on delivery', {
  method: 'cash_on_delivery',
  refunds: 'none',
  isPromise: true,
  async pay(test, { order }) {
    await recordCash(test.system, order.id)
  },
  // The only book of cash is ours.
  truth: (_, payment) => ({ attempts: 1, captured: payment.captured, refunded: payment.refunded }),
})

it('may be owed at one door up to what the owner says', () => {
  const { descriptor } = cashOnDelivery(money(30_000, 'USD'))
  expect(descriptor.limits('USD').max).toBe(30_000n)
  expect(cashOnDelivery().descriptor.limits('USD').max).toBeGreaterThan(10n ** 9n)
})

describe('cash in hand', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const callOff = (paymentId: string) =>
    applySnapshot(test.system, { paymentId, snapshot: { state: 'cancelled', movements: [] }, isNewest: true })

  it('is a fact, though its promise was called off: it is written down once, and a person is told', async () => {
    const { order, payment } = await test.begin('cash_on_delivery')
    expect(await callOff(payment.id)).toMatchObject({ state: 'cancelled' })
    await recordCash(test.system, order.id)
    await recordCash(test.system, order.id)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded', captured: payment.amount })
    expect(await movementsOf(test.db, [payment.id])).toHaveLength(1)
    const cases = await test.db.select().from(paymentCases).where(eq(paymentCases.paymentId, payment.id))
    expect(cases.map(({ kind, resolvedAt }) => [kind, resolvedAt])).toEqual([['late', null]])
    expect(await proveBooks(test.system)).toBe(0)
  })

  it('is that of the promise that stands, where there were several', async () => {
    const { order, payment } = await test.begin('cash_on_delivery')
    await callOff(payment.id)
    const second = await test.attempt(order, 'cash_on_delivery')
    expect(await recordCash(test.system, order.id)).toMatchObject({ id: second.id, state: 'succeeded' })
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'cancelled', captured: 0n })
  })

  it('is refused for an order that was never to be paid in cash', async () => {
    const { order } = await test.begin('card')
    await expect(recordCash(test.system, order.id)).rejects.toMatchObject({ code: 'payments/not-in-cash', status: 409 })
  })
})
