import type { PaymentsTest } from '../../testing/payments-shop.ts'
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
