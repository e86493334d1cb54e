import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { rowsOf } from '../../platform/db.ts'
import { findPayment } from './queries.ts'
import { openQuestionsOf } from './queries-cases.ts'
import { proveBooks, scanGaps } from './reconcile.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

describe('what banks and networks say of a paid payment', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest({ environment: { STRIPE_DISPUTE_FEE: '15.00 USD' } })
  })
  afterAll(() => test.close())

  const paid = async (amount: number, card?: string) => {
    const { payment } = await test.begin('card', money(amount, 'USD'))
    await payByCard(test, payment, card)
    await test.settle()
    return payment
  }
  const cases = (id: string) =>
    rowsOf<{ kind: string; open: boolean }>(
      test.db,
      sql`select kind, resolved_at is null as open from payment_cases where payment_id = ${id} order by created_at, dedupe_key`,
    )

  it('a warning about less than a dispute costs sends the money back by itself', async () => {
    const payment = await paid(1200, 'pm_card_createIssuerFraudRecord')
    test.advance(10)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 1200n })
    expect(await cases(payment.id)).toEqual([{ kind: 'fraud_warning', open: false }])
    const refunds = Object.values(test.sandbox.gateways.stripe.state.refunds).filter((each) => each.payment_intent === payment.reference)
    expect(refunds).toMatchObject([{ reason: 'fraudulent', amount: 1200 }])
  })

  it('a warning about more waits for a person, once', async () => {
    const payment = await paid(4000)
    test.sandbox.gateways.stripe.warnOfFraud(payment.reference ?? '')
    await test.settle()
    await scanGaps(test.system, { seconds: 3_600 })
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 0n })
    expect(await cases(payment.id)).toEqual([{ kind: 'fraud_warning', open: true }])
  })

  it('without webhooks the gap scan hears of it', async () => {
    const payment = await paid(4000)
    test.sandbox.gateways.stripe.switches({ off: true })
    test.sandbox.gateways.stripe.warnOfFraud(payment.reference ?? '')
    await scanGaps(test.system, { seconds: 3_600 })
    expect(await cases(payment.id)).toEqual([{ kind: 'fraud_warning', open: true }])
    test.sandbox.calm()
  })

  it('a question of the bank holds the order until it is over, and takes no money', async () => {
    const payment = await paid(2000)
    const dispute = test.sandbox.gateways.stripe.dispute(payment.reference ?? '', 'fraudulent', 'inquiry')
    await test.settle()
    expect(await cases(payment.id)).toEqual([{ kind: 'dispute', open: true }])
    expect(await openQuestionsOf(test.db, payment.orderId)).toMatchObject({ isDisputed: true })
    test.sandbox.gateways.stripe.moveDispute(dispute?.id ?? '', 'warning_closed')
    await test.settle()
    expect(await cases(payment.id)).toEqual([{ kind: 'dispute', open: false }])
    expect(await openQuestionsOf(test.db, payment.orderId)).toMatchObject({ isDisputed: false })
  })

  it('a question that becomes a dispute, is lost, appealed and won after all', async () => {
    const payment = await paid(2000)
    const { stripe } = test.sandbox.gateways
    const id = stripe.dispute(payment.reference ?? '', 'fraudulent', 'inquiry')?.id ?? ''
    await test.settle()
    for (const status of ['needs_response', 'lost', 'appeal_needs_response'] as const) {
      stripe.moveDispute(id, status)
      await test.settle()
    }
    // The money that was taken, and the appeal to be answered; the first question is over.
    expect((await cases(payment.id)).filter((each) => each.open)).toHaveLength(2)
    stripe.moveDispute(id, 'appeal_under_review')
    stripe.moveDispute(id, 'won')
    await test.settle()
    expect((await cases(payment.id)).filter((each) => each.open)).toEqual([])
    const kinds = await rowsOf<{ kind: string }>(
      test.db,
      sql`select kind from payment_movements where payment_id = ${payment.id} order by occurred_at, kind`,
    )
    expect(kinds.map((each) => each.kind).toSorted()).toEqual(['capture', 'chargeback', 'chargeback_reversal'])
  })

  it('leaves books that agree', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })
})
