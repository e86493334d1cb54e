import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { newId } from '../../../../platform/ids.ts'
import { findPayment } from '../../queries.ts'
import { scanGaps } from '../../reconcile.ts'
import { requestRefund } from '../../request-refund.ts'
import { createPaymentsTest, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'

const theirs = (test: PaymentsTest) => test.sandbox.gateways.paypal

gatewayKeepsItsWord('PayPal', {
  method: 'paypal',
  refunds: 'partial',
  async pay(test, { payment }) {
    theirs(test).approve(payment.reference ?? '')
  },
  async tell(test, { payment }, order) {
    const events = theirs(test).eventsAbout(payment.reference ?? payment.id)
    for (const event of order === 'forwards' ? events : events.toReversed()) theirs(test).resend(event.id)
    await test.sandbox.settle()
  },
  forge: async (test, { payment }) => (await theirs(test).forge(payment.reference ?? '')) ?? 0,
  showSettled: (test) => test.advance(4 * 3_600),
  silence: (test) => void theirs(test).switches({ off: true }),
  loseReply(test, of) {
    const path = { start: '/v2/checkout/orders', refund: '/refund', retrieve: '/v2/checkout/orders/' }[of]
    theirs(test)
      .faults()
      .add({ kind: 'lose_reply', times: 3, path, method: of === 'retrieve' ? 'GET' : 'POST' })
  },
  async payWrong(test, { payment }) {
    theirs(test).surprise({ amountDelta: -700 })
    theirs(test).approve(payment.reference ?? '')
  },
  truth(test, { id }) {
    const mine = theirs(test)
      .truth()
      .payments.filter((each) => each.paymentId === id)
    return {
      attempts: mine.length,
      captured: mine.reduce((sum, each) => sum + BigInt(each.captured), 0n),
      refunded: mine.reduce((sum, each) => sum + BigInt(each.refunded), 0n),
    }
  },
})

describe('a refund by PayPal that comes back days later', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('is found by the gap scan when no webhook tells of it', async () => {
    const begun = await test.begin('paypal')
    theirs(test).approve(begun.payment.reference ?? '')
    await test.settle()
    await requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount: money(500, 'USD'),
      reason: 'other',
      idempotencyKey: newId(),
      requestHash: '',
    })
    await test.settle()
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ refunded: 500n })
    theirs(test).switches({ off: true })
    test.advance(3_600)
    theirs(test).failRefund(Object.keys(theirs(test).state.refunds)[0] ?? '')
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ captured: begun.payment.amount, refunded: 0n })
  })
})
