import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPayment } from '../../queries.ts'
import { scanGaps, sweepPayments } from '../../reconcile.ts'
import { gatewayKeepsItsWord } from '../contract.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'

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

describe('Stars nobody told us of', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('are found among many pages of transactions, also after the invoice ran out', async () => {
    const begun = await test.begin('stars')
    test.advance(1_801)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'expired' })
    const { charges } = test.sandbox.telegram.state
    const chargeId = await payStars(test, begun)
    const [charge] = Object.values(charges)
    if (!charge) throw new Error('There is no charge')
    for (let index = 0; index < 250; index += 1)
      charges[`other${index}`] = { ...charge, id: `other${index}`, payload: `elsewhere ${index}` }
    await scanGaps(test.system, { seconds: 3_600 })
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: 150n })
    expect(charges[chargeId]?.refundedAt).toBeNull()
  })

  it('are read anew when their book is another one', async () => {
    const first = await test.begin('stars')
    await payStars(test, first)
    await scanGaps(test.system, { seconds: 3_600 })
    for (const id of Object.keys(test.sandbox.telegram.state.charges)) delete test.sandbox.telegram.state.charges[id]
    const second = await test.begin('stars')
    await payStars(test, second)
    await scanGaps(test.system, { seconds: 3_600 })
    expect(await findPayment(test.db, second.payment.id)).toMatchObject({ state: 'succeeded' })
  })
})
