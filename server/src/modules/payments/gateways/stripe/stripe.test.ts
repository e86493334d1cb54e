import { gatewayKeepsItsWord } from '../contract.ts'
import { payByCard } from '../../testing/payments-shop.ts'

gatewayKeepsItsWord('Stripe', {
  method: 'card',
  refunds: 'partial',
  pay: (test, { payment }) => payByCard(test, payment),
  async tell(test, { payment }, order) {
    const { state, resend } = test.sandbox.stripe
    const events = Object.values(state.events).filter((event) => JSON.stringify(event.data).includes(payment.reference ?? ''))
    for (const event of order === 'forwards' ? events : events.toReversed()) resend(event.id)
    await test.sandbox.settle()
  },
  async forge(test, { payment }) {
    const answers = await test.sandbox.stripe.forge({
      type: 'payment_intent.succeeded',
      ...(payment.reference ? { paymentIntentId: payment.reference } : {}),
      changes: { status: 'succeeded', amount_received: Number(payment.amount) },
    })
    return Math.min(...[answers].flat().map(Number))
  },
  silence: (test) => void test.sandbox.stripe.switches({ off: true }),
  loseReply(test, of) {
    const path = { start: '/v1/payment_intents', refund: '/v1/refunds', retrieve: '/v1/payment_intents/' }[of]
    test.sandbox.stripe.faults().add({ kind: 'lose_reply', times: 3, path, method: of === 'retrieve' ? 'GET' : 'POST' })
  },
  async payWrong(test, { payment }) {
    test.sandbox.stripe.wrongAmountNext(-700)
    await payByCard(test, payment)
  },
  truth(test, { id }) {
    const mine = test.sandbox.stripe.truth().payments.filter((each) => each.metadata['payment_id'] === id)
    return {
      attempts: mine.length,
      captured: BigInt(mine.reduce((sum, each) => sum + each.captured, 0)),
      refunded: BigInt(mine.reduce((sum, each) => sum + each.refunded, 0)),
    }
  },
})
