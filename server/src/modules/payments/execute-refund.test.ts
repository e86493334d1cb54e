import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { executeRefund } from './execute-refund.ts'
import { refundsOf } from './queries-refunds.ts'
import { requestRefund } from './request-refund.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

describe('a refund that a webhook has told the end of', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('is not tried again by whoever was told just before that it was on its way', async () => {
    const begun = await test.begin('card')
    await payByCard(test, begun.payment)
    await test.settle()
    const { id } = await requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount: { amount: 500n, currency: 'USD' },
      reason: 'other',
      idempotencyKey: newId(),
      requestHash: '',
    })
    const stripe = test.system.gateways.get('stripe')
    const give = stripe?.refund
    if (!stripe || !give) throw new Error('Stripe cannot refund')
    stripe.refund = async (...asked) => {
      const done = await give(...asked)
      await applySnapshot(test.system, { paymentId: begun.payment.id, refunds: [{ ...done, refundId: id }], isNewest: false })
      return { ...done, state: 'pending' }
    }
    await executeRefund(test.system, id)
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'succeeded', nextTryAt: null }])
  })
})
