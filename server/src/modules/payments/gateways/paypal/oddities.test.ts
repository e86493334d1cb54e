import { eq } from 'drizzle-orm'
import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { orders } from '../../../orders/tables.ts'
import { paymentToAsk } from '../../ask-gateway.ts'
import { findPayment, movementsOf } from '../../queries.ts'
import { refundsOf } from '../../queries-refunds.ts'
import { proveBooks, scanGaps, sweepPayments, sweepRefunds } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { requestRefund } from '../../request-refund.ts'
import { startPayment } from '../../start-payment.ts'
import { paymentCases, webhookInbox } from '../../tables.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'

// What PayPal does that no other gateway does, seen by the whole core.
describe('PayPal, when it is odd', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(async () => {
    test.sandbox.calm()
    if ((await proveBooks(test.system)) > 0) throw new Error('The books do not agree')
  })
  afterAll(() => test.close())

  const theirs = () => test.sandbox.gateways.paypal
  const begin = () => test.begin('paypal')
  const approve = ({ payment }: Begun, funding: 'good' | 'declined' = 'good') => theirs().approve(payment.reference ?? '', funding)
  const current = async ({ payment }: Begun) => {
    const row = await findPayment(test.db, payment.id)
    if (!row) throw new Error('gone')
    return row
  }
  const captureOf = ({ payment }: Begun) => Object.values(theirs().state.captures).find((one) => one.custom_id === payment.id)?.id ?? ''
  const truthOf = ({ payment }: Begun) =>
    theirs()
      .truth()
      .payments.filter((each) => each.paymentId === payment.id)
  const kinds = async ({ payment }: Begun) => (await movementsOf(test.db, [payment.id])).map(({ kind }) => kind)
  const cases = ({ payment }: Begun) => test.db.select().from(paymentCases).where(eq(paymentCases.paymentId, payment.id))
  const paid = async () => {
    const begun = await begin()
    approve(begun)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    return begun
  }
  const refund = (begun: Begun, amount: bigint) =>
    requestRefund(test.system, {
      paymentId: begun.payment.id,
      amount: money(amount, begun.payment.currency as Currency),
      reason: 'requested_by_customer',
      idempotencyKey: crypto.randomUUID(),
      requestHash: '',
    })

  it('keeps nothing of what nobody vouches for: anybody may name an address of theirs where no certificate is to be had', async () => {
    const { payment } = await begin()
    const body = { id: 'WH-1', event_type: 'CHECKOUT.ORDER.APPROVED', resource: { purchase_units: [{ custom_id: payment.id }] } }
    const before = await test.db.$count(webhookInbox)
    const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no such host'))
    const answer = await test.request('POST', '/webhooks/paypal', body, {
      'paypal-transmission-id': '1',
      'paypal-transmission-time': '2026-11-22T09:00:00Z',
      'paypal-transmission-sig': 'AAAA',
      'paypal-cert-url': 'https://nobody.paypal.com/certificate',
      'paypal-auth-algo': 'SHA256withRSA',
    })
    fetching.mockRestore()
    expect(answer.status).toBe(400)
    expect(await test.db.$count(webhookInbox)).toBe(before)
  })

  it('money under review is not paid, until the review ends', async () => {
    theirs().surprise({ pending: true })
    const begun = await begin()
    approve(begun)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'processing', captured: 0n })
    test.advance(7_200)
    await sweepPayments(test.system)
    expect(await current(begun)).toMatchObject({ state: 'processing', captured: 0n })
    theirs().settleCapture(captureOf(begun), 'COMPLETED')
    await test.settle()
    expect(await current(begun)).toMatchObject({
      state: 'succeeded',
      captured: begun.payment.amount,
      label: expect.stringMatching(/^PayPal · DK-/) as string,
    })
  })

  it('money a review refuses never came', async () => {
    theirs().surprise({ pending: true })
    const begun = await begin()
    approve(begun)
    await test.settle()
    theirs().settleCapture(captureOf(begun), 'DECLINED')
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'failed', failure: 'declined', captured: 0n })
  })

  it('a payer without money is sent back, knows why even after a reload, and may choose another way', async () => {
    const begun = await begin()
    approve(begun, 'declined')
    await test.settle()
    const refused = { state: 'requires_action', failure: 'declined', failureCode: 'INSTRUMENT_DECLINED', captured: 0n }
    expect(await current(begun)).toMatchObject(refused)
    await refreshPayment(test.system, begun.payment.id)
    expect(await current(begun)).toMatchObject(refused)
    approve(begun)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'succeeded', failure: null, captured: begun.payment.amount })
  })

  it.each([
    ['TRANSACTION_REFUSED', 'declined'],
    ['TRANSACTION_LIMIT_EXCEEDED', 'limit_exceeded'],
  ])('%s ends it', async (refuse, failure) => {
    theirs().surprise({ refuse })
    const begun = await begin()
    approve(begun)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'failed', failure, failureCode: refuse, captured: 0n })
  })

  it('is captured once, however many hear of the approval at once and whatever answer is lost', async () => {
    const begun = await begin()
    theirs().switches({ duplicate: 2 })
    theirs().faults().add({ kind: 'lose_reply', times: 1, path: '/capture', method: 'POST' })
    approve(begun)
    await Promise.all([test.settle(), refreshPayment(test.system, begun.payment.id), refreshPayment(test.system, begun.payment.id)])
    await refreshPayment(test.system, begun.payment.id)
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(truthOf(begun)).toMatchObject([{ captures: 1 }])
  })

  it('what was captured under a key that is forgotten is read, not taken again', async () => {
    theirs().switches({ off: true })
    const begun = await begin()
    approve(begun)
    const { gateway, asked } = await paymentToAsk(test.system, begun.payment.id)
    await gateway.capture?.(asked, 'one')
    expect(await gateway.capture?.(asked, 'another')).toMatchObject({ state: 'succeeded' })
    expect(truthOf(begun)).toMatchObject([{ captures: 1 }])
  })

  it('takes nothing for an order that does not want it any more, though the payer said yes', async () => {
    const begun = await begin()
    await test.db.update(orders).set({ state: 'cancelled' }).where(eq(orders.id, begun.order.id))
    approve(begun)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'cancelled', captured: 0n, nextPollAt: null })
    expect(truthOf(begun)).toMatchObject([{ status: 'APPROVED', captures: 0 }])
  })

  it('a start that is asked again after a night makes a second order, and money comes once all the same', async () => {
    theirs().switches({ off: true })
    const written = await test.write('paypal')
    theirs().faults().add({ kind: 'lose_reply', times: 1, path: '/v2/checkout/orders', method: 'POST' })
    await startPayment(test.system, written.payment.id)
    const { gateway, asked } = await paymentToAsk(test.system, written.payment.id)
    const same = await gateway.start(asked, `pay_${asked.id}`)
    test.advance(6 * 3_600 + 1)
    const other = await gateway.start(asked, `pay_${asked.id}`)
    expect(other.reference).not.toBe(same.reference)
    expect(await gateway.start({ ...asked, reference: other.reference }, 'whatever')).toMatchObject({ reference: other.reference })
    theirs().approve(other.reference)
    expect(await gateway.capture?.({ ...asked, reference: other.reference }, 'cap_a')).toMatchObject({ state: 'succeeded' })
    const third = await gateway.start(asked, 'pay_third')
    theirs().approve(third.reference)
    expect(await gateway.capture?.({ ...asked, reference: third.reference }, 'cap_b')).toMatchObject({
      state: 'unknown',
      failureCode: 'DUPLICATE_INVOICE_ID',
    })
    expect(truthOf(written).reduce((sum, { captures }) => sum + captures, 0)).toBe(1)
  })

  it('an order they have forgotten is over, but not while it may only not be there yet', async () => {
    const begun = await begin()
    const { gateway, asked } = await paymentToAsk(test.system, begun.payment.id)
    const lost = { ...asked, reference: 'NOSUCHORDER' }
    await expect(gateway.retrieve(lost)).rejects.toMatchObject({ status: 404 })
    test.advance(6 * 3_600 + 1)
    expect(await gateway.retrieve(lost)).toMatchObject({ state: 'cancelled', movements: [] })
    const done = await paid()
    const known = await paymentToAsk(test.system, done.payment.id)
    delete theirs().state.orders[done.payment.reference ?? '']
    expect(await gateway.retrieve(known.asked)).toMatchObject({
      state: 'succeeded',
      movements: [{ kind: 'capture', externalId: captureOf(done) }],
    })
  })

  it('a refund takes its time, and may come to nothing', async () => {
    const begun = await paid()
    theirs().surprise({ refund: 'pending' })
    await refund(begun, 500n)
    await test.settle()
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'pending' }])
    expect(await current(begun)).toMatchObject({ refunded: 0n })
    test.advance(11)
    await test.settle()
    expect(await current(begun)).toMatchObject({ refunded: 500n })

    theirs().surprise({ refund: 'fails_later' })
    await refund(begun, 300n)
    await test.settle()
    test.advance(11)
    await test.settle()
    expect((await refundsOf(test.db, [begun.payment.id])).map(({ state }) => state)).toEqual(['succeeded', 'failed'])
    expect(await current(begun)).toMatchObject({ refunded: 500n })
    expect((await cases(begun)).map(({ kind }) => kind)).toEqual(['refund_failed'])
  })

  it('a refund that had succeeded and fails later brings the money back into the books', async () => {
    const begun = await paid()
    await refund(begun, 500n)
    await test.settle()
    const made = Object.values(theirs().state.refunds).find((one) => one.capture === captureOf(begun))
    expect(made).toMatchObject({ note_to_payer: expect.stringContaining(begun.order.number) as string, amount: { value: '5.00' } })
    theirs().failRefund(made?.id ?? '')
    await test.settle()
    expect(await kinds(begun)).toEqual(['capture', 'refund', 'refund_reversal'])
    expect(await current(begun)).toMatchObject({ refunded: 0n })
  })

  it('a refund waits as long as there is no money to give back', async () => {
    const begun = await paid()
    theirs().surprise({ refund: 'no_funds' })
    await refund(begun, 500n)
    await test.settle()
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([
      { state: 'requested', failureCode: 'REFUND_FAILED_INSUFFICIENT_FUNDS' },
    ])
    test.advance(3_600)
    await sweepRefunds(test.system)
    expect(await current(begun)).toMatchObject({ refunded: 500n })
  })

  it('a dispute takes the money, stands as a case, and gives it back with both', async () => {
    const begun = await paid()
    const dispute = theirs().dispute(captureOf(begun))
    await test.settle()
    expect(await kinds(begun)).toEqual(['capture', 'chargeback'])
    expect(await cases(begun)).toMatchObject([{ kind: 'dispute', amount: 1800n, resolvedAt: null }])
    expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    theirs().closeDispute(dispute?.dispute_id ?? '', 'shop')
    await test.settle()
    expect(await kinds(begun)).toEqual(['capture', 'chargeback', 'chargeback_reversal'])
    const [settled] = await cases(begun)
    expect(settled?.resolvedAt).not.toBeNull()
  })

  it('a dispute that nobody told of is found by the gap scan, and one that ends in a refund counts once', async () => {
    const begun = await paid()
    theirs().switches({ off: true })
    const dispute = theirs().dispute(captureOf(begun))
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await kinds(begun)).toEqual(['capture', 'chargeback'])
    theirs().closeDispute(dispute?.dispute_id ?? '', 'refunded')
    await scanGaps(test.system, { seconds: 7_200 })
    expect((await kinds(begun)).toSorted()).toEqual(['capture', 'chargeback', 'chargeback_reversal', 'refund'])
    expect(await current(begun)).toMatchObject({ refunded: 1800n })
  })

  it('a token that is ended early is asked for again, once', async () => {
    const begun = await begin()
    const tokens = () => theirs().state.calls.filter(({ path }) => path === '/v1/oauth2/token').length
    const before = tokens()
    theirs().state.tokens = {}
    await refreshPayment(test.system, begun.payment.id)
    await refreshPayment(test.system, begun.payment.id)
    expect(tokens()).toBe(before + 1)
  })
})

describe('without a webhook id', () => {
  it('there is no address to call', async () => {
    const test = await createPaymentsTest({
      environment: { PAYPAL_CLIENT_ID: 'dukasandbox-client-id', PAYPAL_CLIENT_SECRET: 'dukasandbox-client-secret' },
    })
    const gateway = test.gateways.get('paypal')
    expect((await test.request('POST', '/webhooks/paypal', '{}')).status).toBe(404)
    expect(gateway?.verifySignal).toBeUndefined()
    await test.close()
  })
})
