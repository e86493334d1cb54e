import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../../platform/ids.ts'
import { findPayment } from '../../queries.ts'
import { refundsOf } from '../../queries-refunds.ts'
import { scanGaps } from '../../reconcile.ts'
import { requestRefund } from '../../request-refund.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'

gatewayKeepsItsWord('Stripe', {
  method: 'card',
  refunds: 'partial',
  pay: (test, { payment }) => payByCard(test, payment),
  async tell(test, { payment }, order) {
    const { state, resend } = test.sandbox.gateways.stripe
    const events = Object.values(state.events).filter((event) => JSON.stringify(event.data).includes(payment.reference ?? ''))
    for (const event of order === 'forwards' ? events : events.toReversed()) resend(event.id)
    await test.sandbox.settle()
  },
  async forge(test, { payment }) {
    const answers = await test.sandbox.gateways.stripe.forge({
      type: 'payment_intent.succeeded',
      ...(payment.reference ? { paymentIntentId: payment.reference } : {}),
      changes: { status: 'succeeded', amount_received: Number(payment.amount) },
    })
    return Math.min(...[answers].flat().map(Number))
  },
  silence: (test) => void test.sandbox.gateways.stripe.switches({ off: true }),
  loseReply(test, of) {
    const path = { start: '/v1/payment_intents', refund: '/v1/refunds', retrieve: '/v1/payment_intents/' }[of]
    test.sandbox.gateways.stripe.faults().add({ kind: 'lose_reply', times: 3, path, method: of === 'retrieve' ? 'GET' : 'POST' })
  },
  async payWrong(test, { payment }) {
    test.sandbox.gateways.stripe.wrongAmountNext(-700)
    await payByCard(test, payment)
  },
  truth(test, { id }) {
    const mine = test.sandbox.gateways.stripe.truth().payments.filter((each) => each.metadata['payment_id'] === id)
    return {
      attempts: mine.length,
      captured: BigInt(mine.reduce((sum, each) => sum + each.captured, 0)),
      refunded: BigInt(mine.reduce((sum, each) => sum + each.refunded, 0)),
    }
  },
})

describe('a refund that comes back days later', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('is found by the gap scan when no webhook tells of it', async () => {
    const begun = await test.begin('card')
    await payByCard(test, begun.payment)
    await test.settle()
    const amount = { amount: 500n, currency: 'USD' } as const
    await requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount,
      reason: 'other',
      idempotencyKey: newId(),
      requestHash: 'one',
    })
    await test.settle()
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ refunded: 500n })
    test.sandbox.gateways.stripe.switches({ off: true })
    test.advance(3_600)
    const [refund] = Object.values(test.sandbox.gateways.stripe.state.refunds)
    test.sandbox.gateways.stripe.failRefund(refund?.id ?? '')
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ captured: begun.payment.amount, refunded: 0n })
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'failed' }])
  })
})
