import { gatewayKeepsItsWord } from '../contract.ts'
import type { Begun, PaymentsTest } from '../../testing.ts'

gatewayKeepsItsWord('Telegram Stars', {
  method: 'stars',
  refunds: 'whole',
  async pay(test, begun) {
    await payStars(test, begun)
  },
  async tell(test, begun, order) {
    const charges = chargesOf(test, begun.payment.id)
    const words = charges.flatMap((charge) => [
      ['stars-paid', charge] as const,
      ...(charge.refunded ? [['stars-refunded', charge] as const] : []),
    ])
    for (const [what, charge] of order === 'forwards' ? words : words.toReversed()) {
      const answer = await asBot(test, what, {
        userId: charge.userId,
        payload: charge.payload,
        currency: 'XTR',
        totalAmount: charge.amount,
        chargeId: charge.id,
      })
      if (answer.status !== 200) throw new Error(`The bot was answered ${answer.status}`)
    }
  },
  async forge(test, { payment, person }) {
    const body = { userId: person.user.telegramId, payload: payment.id, currency: 'XTR', totalAmount: 150, chargeId: 'stxForged' }
    return (await test.request('POST', '/internal/bot/stars-paid', body, { authorization: 'Bearer not-the-secret' })).status
  },
  // The bot relays what it hears; here nothing relays unless `tell` does.
  silence: () => undefined,
  loseReply(test, of) {
    const path = { start: 'createInvoiceLink', refund: 'refundStarPayment', retrieve: 'getStarTransactions' }[of]
    test.sandbox.telegram.faults().add({ kind: 'lose_reply', times: 1, path })
  },
  truth(test, { id }) {
    const charges = chargesOf(test, id)
    const sum = (of: typeof charges) => BigInt(of.reduce((total, charge) => total + charge.amount, 0))
    return { attempts: 1, captured: sum(charges), refunded: sum(charges.filter((charge) => charge.refunded)) }
  },
})

function chargesOf(test: PaymentsTest, payload: string) {
  return test.sandbox.telegram.truth().charges.filter((charge) => charge.payload === payload)
}

function asBot(test: PaymentsTest, what: string, body: object): Promise<Response> {
  return test.request('POST', `/internal/bot/${what}`, body, { authorization: `Bearer ${test.config.telegram.botApiSecret}` })
}

/** The customer pays the newest invoice of this payment; the bot says yes for us. @returns the charge's id */
async function payStars(test: PaymentsTest, { payment, person }: Begun): Promise<string> {
  const { telegram } = test.sandbox
  const invoice = Object.values(telegram.state.invoices).findLast((each) => each.payload === payment.id)
  if (!invoice) throw new Error('There is no invoice')
  const paying = telegram.pay(invoice.slug, person.user.telegramId)
  const checkout = Object.values(telegram.state.checkouts).findLast((each) => each.state === 'waiting')
  await test.telegram.call('answerPreCheckoutQuery', { pre_checkout_query_id: checkout?.id, ok: true })
  const { status, chargeId } = await paying
  if (status !== 'paid' || !chargeId) throw new Error('Stars were not paid')
  return chargeId
}
