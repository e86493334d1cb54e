import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { cancelOpenPayments } from './cancel-open-payments.ts'
import { asPayment, adminPaymentsOf } from './present.ts'
import { findPayment, movementsOf, paymentsOf } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { proveBooks, sweepPayments, sweepRefunds } from './reconcile.ts'
import { refreshPayment } from './refresh-payment.ts'
import { refundOrder, requestRefund } from './request-refund.ts'
import { startPayment } from './start-payment.ts'
import { paymentCases, type PaymentRow } from './tables.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing/payments-shop.ts'

describe('a card payment', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(() => {
    test.sandbox.calm()
    // A gateway that failed in one test is not down in the next.
    test.advance(61)
  })
  afterAll(() => test.close())

  const refund = (paymentId: string, amount: bigint) =>
    requestRefund(test.system, {
      paymentId,
      amount: { amount, currency: 'USD' },
      reason: 'damaged',
      idempotencyKey: newId(),
      requestHash: '',
    })
  const paid = async () => {
    const begun = await test.begin()
    await payByCard(test, begun.payment)
    await test.settle()
    return begun
  }

  it('begins with what the browser needs, and turns paid by the webhook', async () => {
    const { payment } = await test.begin()
    expect(payment.state).toBe('requires_action')
    const intent = test.sandbox.gateways.stripe.state.paymentIntents[payment.reference ?? '']
    expect(asPayment(test, payment).nextAction).toEqual({
      type: 'client_secret',
      customerSecret: expect.stringMatching(/^cuss_secret_/),
      clientSecret: intent?.client_secret,
      publishableKey: test.config.stripe?.publishableKey,
    })
    await payByCard(test, payment)
    await test.settle()
    const now = await findPayment(test.db, payment.id)
    expect(now).toMatchObject({
      state: 'succeeded',
      captured: 1800n,
      refunded: 0n,
      label: 'Visa ·· 4242',
      nextAction: null,
      nextPollAt: null,
    })
    expect(now && asPayment(test, now).nextAction).toEqual({ type: 'none' })
  })

  it('keeps the client secret unreadable in the database', async () => {
    const { payment } = await test.begin()
    expect(payment.nextAction).not.toContain('secret')
    expect(JSON.stringify(test.logged)).not.toContain('_secret_')
  })

  it('is declined in words of ours, and another card may be tried on the same payment', async () => {
    const { payment } = await test.begin()
    test.sandbox.gateways.stripe.declineNext('insufficient_funds')
    await payByCard(test, payment)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({
      state: 'requires_action',
      failure: 'insufficient_funds',
      failureCode: 'insufficient_funds',
    })
    await payByCard(test, payment)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'succeeded', failure: null })
  })

  it('waits while the bank asks the customer', async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment, 'pm_card_authenticationRequired')
    await test.settle()
    expect(test.sandbox.gateways.stripe.state.paymentIntents[payment.reference ?? '']?.status).toBe('requires_action')
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'requires_action', captured: 0n })
  })

  it('is written once for one key, and the key is refused for another request', async () => {
    const person = await test.person()
    const order = await test.order(person, { amount: 900n, currency: 'USD' })
    const key = newId()
    const [first, second] = [await test.attempt(order, 'card', key), await test.attempt(order, 'card', key)]
    expect(second.id).toBe(first.id)
    expect(first).toMatchObject({ attempt: 1, state: 'starting', amount: 900n })
    await expect(test.attempt(order, 'card')).rejects.toMatchObject({ code: 'payments/still-open' })
  })

  it('lets one of many beginners win', async () => {
    const order = await test.order(await test.person(), { amount: 900n, currency: 'USD' })
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => test.attempt(order, 'card')))
    expect(all.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  })

  it('fails when nothing was accepted, and another may begin at once', async () => {
    const { payment, order } = await test.write()
    test.sandbox.gateways.stripe.faults().add({ kind: 'rate_limit', times: 10, path: '/v1/payment_intents' })
    expect(await startPayment(test.system, payment.id)).toMatchObject({ state: 'failed', failure: 'gateway_unavailable' })
    test.sandbox.calm()
    const again = await test.attempt(order)
    expect(await startPayment(test.system, again.id)).toMatchObject({ attempt: 2, state: 'requires_action' })
  })

  it('is the same payment when they answered 500 after doing it', async () => {
    const { payment } = await test.write()
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_after', times: 1, path: '/v1/payment_intents', method: 'POST' })
    expect(await startPayment(test.system, payment.id)).toMatchObject({ state: 'requires_action' })
    expect(test.sandbox.gateways.stripe.truth().payments.filter((each) => each.metadata['payment_id'] === payment.id)).toHaveLength(1)
  })

  it('begins though they keep a 500 under one key after the other, in which nothing was done', async () => {
    const { payment } = await test.write()
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_kept', times: 3, path: '/v1/payment_intents', method: 'POST' })
    expect(await startPayment(test.system, payment.id)).toMatchObject({ state: 'unknown' })
    for (let asked = 0; asked < 2; asked += 1)
      expect(await refreshPayment(test.system, payment.id)).toMatchObject({ state: 'unknown', reference: null })
    expect(await refreshPayment(test.system, payment.id)).toMatchObject({ state: 'requires_action' })
    expect(test.sandbox.gateways.stripe.truth().payments.filter((each) => each.metadata['payment_id'] === payment.id)).toHaveLength(1)
  })

  it('is unknown while nobody answers, blocks another, and is called off once they do', async () => {
    const { payment, order } = await test.write()
    test.sandbox.gateways.stripe.faults().add({ kind: 'lose_reply', times: 30, path: '/v1/payment_intents' })
    expect(await startPayment(test.system, payment.id)).toMatchObject({ state: 'unknown', reference: null })
    await expect(test.attempt(order)).rejects.toMatchObject({ code: 'payments/still-open' })
    expect(await cancelOpenPayments(test.system, order.id)).toBe('may-still-pay')
    test.sandbox.calm()
    expect(await cancelOpenPayments(test.system, order.id)).toBe('clear')
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'cancelled' })
  }, 60_000)

  it('is called off, and its time ends, though they answered 500 to the asking', async () => {
    const fail = (kind: 'error_after' | 'forbid', { reference }: PaymentRow, times = 1) =>
      test.sandbox.gateways.stripe.faults().add({ kind, times, method: 'POST', path: `/v1/payment_intents/${reference}/cancel` })
    const [done, refused, overdue] = [await test.begin(), await test.begin(), await test.begin()]
    fail('error_after', done.payment)
    expect(await cancelOpenPayments(test.system, done.order.id)).toBe('clear')
    expect(await findPayment(test.db, done.payment.id)).toMatchObject({ state: 'cancelled' })

    fail('forbid', refused.payment)
    expect(await cancelOpenPayments(test.system, refused.order.id)).toBe('may-still-pay')
    expect(await cancelOpenPayments(test.system, refused.order.id)).toBe('clear')

    test.sandbox.gateways.stripe.switches({ off: true })
    await payByCard(test, overdue.payment)
    test.advance(1_801)
    fail('forbid', overdue.payment, 9)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, overdue.payment.id)).toMatchObject({ state: 'succeeded' })
  })

  it('asks no one who is down: after five failures the next fails at once, and hears again half a minute later', async () => {
    const { payment } = await test.begin()
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_before', times: 100, method: 'GET', path: '/v1/payment_intents/' })
    for (let tries = 0; tries < 5; tries += 1) await refreshPayment(test.system, payment.id)
    const calls = test.sandbox.gateways.stripe.state.calls.length
    await refreshPayment(test.system, payment.id)
    expect(test.sandbox.gateways.stripe.state.calls).toHaveLength(calls)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ state: 'requires_action' })
    test.sandbox.calm()
    test.advance(31)
    await payByCard(test, payment)
    expect(await refreshPayment(test.system, payment.id)).toMatchObject({ state: 'succeeded' })
  }, 60_000)

  it('pays an order once: money by a second payment goes back by itself', async () => {
    const { payment, order } = await paid()
    const second = await startPayment(test.system, (await test.attempt(order)).id)
    await payByCard(test, second)
    await test.settle()
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ captured: 1800n, refunded: 0n })
    expect(await findPayment(test.db, second.id)).toMatchObject({ captured: 1800n, refunded: 1800n })
    const cases = await rowsOf<{ kind: string; open: boolean }>(
      test.db,
      sql`select kind, resolved_at is null as open from payment_cases where payment_id = ${second.id}`,
    )
    expect(cases).toEqual([{ kind: 'duplicate', open: false }])
  })

  it('is not begun anew while an earlier one holds another amount than was asked, until a person or a refund settles it', async () => {
    const conflicted = async () => {
      const begun = await test.begin()
      test.sandbox.gateways.stripe.wrongAmountNext(-700)
      await payByCard(test, begun.payment)
      await test.settle()
      expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'conflicted', captured: 1100n })
      await expect(test.attempt(begun.order)).rejects.toMatchObject({ code: 'payments/still-open' })
      expect((await paymentsOf(test.db, [begun.order.id])).get(begun.order.id)).toHaveLength(1)
      return begun
    }
    const refunded = await conflicted()
    await refund(refunded.payment.id, 1100n)
    await test.settle()
    expect(await test.attempt(refunded.order)).toMatchObject({ attempt: 2, state: 'starting' })

    const settled = await conflicted()
    await test.db.update(paymentCases).set({ resolvedAt: test.clock.now() }).where(eq(paymentCases.paymentId, settled.payment.id))
    expect(await test.attempt(settled.order)).toMatchObject({ attempt: 2, state: 'starting' })
  })

  it('learns of a refund made in their own screens, and counts it against what is left', async () => {
    const { payment } = await paid()
    const answer = await test.sandbox.gateways.stripe.fetch(
      new Request('https://api.stripe.com/v1/refunds', {
        method: 'POST',
        headers: { authorization: `Bearer ${test.config.stripe?.secretKey}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ payment_intent: payment.reference ?? '', amount: '1000' }),
      }),
    )
    expect(answer.status).toBe(200)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 1000n })
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'succeeded', requestedBy: null, amount: 1000n }])
    await expect(refund(payment.id, 801n)).rejects.toMatchObject({ code: 'payments/refund-too-large', options: { facts: { left: '800' } } })
  })

  it('does not pay a refund twice when the first answer was a 500', async () => {
    const { payment } = await paid()
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_after', times: 1, path: '/v1/refunds', method: 'POST' })
    await refund(payment.id, 300n)
    await test.settle()
    test.advance(3_600)
    await sweepRefunds(test.system)
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 300n })
    expect(
      Object.values(test.sandbox.gateways.stripe.state.refunds).filter((each) => each.payment_intent === payment.reference),
    ).toHaveLength(1)
  })

  const refundsAtStripe = (payment: PaymentRow) =>
    Object.values(test.sandbox.gateways.stripe.state.refunds).filter((each) => each.payment_intent === payment.reference)
  const sweepAnHourLater = async () => {
    test.advance(3_600)
    await sweepRefunds(test.system)
  }

  it('gives money back once though they keep a 500 under one key after the other', async () => {
    const { payment } = await paid()
    test.sandbox.gateways.stripe.faults().add({ kind: 'error_kept', times: 3, path: '/v1/refunds', method: 'POST' })
    await refund(payment.id, 300n)
    await test.settle()
    await sweepAnHourLater()
    await sweepAnHourLater()
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'unknown' }])
    expect(refundsAtStripe(payment)).toHaveLength(0)
    await sweepAnHourLater()
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'succeeded' }])
    await sweepAnHourLater()
    expect(refundsAtStripe(payment)).toHaveLength(1)
  })

  it('does not pay a refund twice when the answer was lost longer ago than they keep keys', async () => {
    const { payment } = await paid()
    test.sandbox.gateways.stripe.faults().add({ kind: 'lose_reply', times: 3, path: '/v1/refunds', method: 'POST' })
    test.sandbox.gateways.stripe.switches({ off: true })
    await refund(payment.id, 300n)
    await test.settle()
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'unknown' }])
    test.advance(25 * 3_600)
    await sweepRefunds(test.system)
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'succeeded' }])
    expect(refundsAtStripe(payment)).toHaveLength(1)
  })

  it('waits for a refund that is on its way', async () => {
    const { payment } = await paid()
    test.sandbox.gateways.stripe.nextRefund('pending')
    test.sandbox.gateways.stripe.switches({ off: true })
    await refund(payment.id, 300n)
    await test.settle()
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'pending' }])
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 0n })
    test.advance(60)
    await sweepRefunds(test.system)
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'succeeded', nextTryAt: null }])
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 300n })
  })

  it('frees the sum of a refund that is refused, and tells a person', async () => {
    const { payment } = await paid()
    test.sandbox.gateways.stripe.faults().add({ kind: 'reject', times: 1, path: '/v1/refunds', method: 'POST' })
    await refund(payment.id, 1800n)
    await test.settle()
    expect(await refundsOf(test.db, [payment.id])).toMatchObject([{ state: 'failed' }])
    await refund(payment.id, 1800n)
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 1800n })
  })

  it('gives all of an order back, once for one key', async () => {
    const { payment, order } = await paid()
    const key = newId()
    await refundOrder(test.system, { orderId: order.id, reason: 'requested_by_customer', idempotencyKey: key })
    await refundOrder(test.system, { orderId: order.id, reason: 'requested_by_customer', idempotencyKey: key })
    await test.settle()
    expect(await findPayment(test.db, payment.id)).toMatchObject({ refunded: 1800n })
    expect(await refundsOf(test.db, [payment.id])).toHaveLength(1)
    const [shown] = await adminPaymentsOf(test.system, order.id)
    expect(shown).toMatchObject({ canRefund: false, refundable: { amount: '0' }, refunded: { amount: '1800' }, partialRefunds: true })
    expect(shown?.movements.map((movement) => movement.kind)).toEqual(['capture', 'refund'])
  })

  it('is told of when the bank takes its money, and when it gives it back', async () => {
    const { payment } = await test.begin()
    await payByCard(test, payment, 'pm_card_createDispute')
    await test.settle()
    /** What came of the webhooks: how often the payment was told of, and its cases. */
    const heard = async () => {
      await test.sandbox.settle()
      let told = 0
      for (let job = test.queue.shift(); job; job = test.queue.shift()) {
        if (job.queue.startsWith('payments.')) await test.run(job.queue, job.data)
        else if ((job.data as { name?: string }).name === 'payment.changed') told += 1
      }
      const cases = await rowsOf<{ kind: string; open: boolean }>(
        test.db,
        sql`select kind, resolved_at is null as open from payment_cases where payment_id = ${payment.id}`,
      )
      return { told, cases }
    }
    expect(await heard()).toEqual({ told: 0, cases: [] })
    test.advance(20)
    expect(await heard()).toEqual({ told: 1, cases: [{ kind: 'dispute', open: true }] })
    const dispute = Object.values(test.sandbox.gateways.stripe.state.disputes).find((each) => each.payment_intent === payment.reference)
    test.sandbox.gateways.stripe.moveDispute(dispute?.id ?? '', 'won')
    expect(await heard()).toEqual({ told: 1, cases: [{ kind: 'dispute', open: false }] })
  })

  it('is shared out among workers: two sweeps at once ask once', async () => {
    const { payment } = await test.begin()
    test.advance(20)
    const before = test.sandbox.gateways.stripe.state.calls.filter((call) => call.path.endsWith(payment.reference ?? '')).length
    await Promise.all([sweepPayments(test.system), sweepPayments(test.system)])
    expect(test.sandbox.gateways.stripe.state.calls.filter((call) => call.path.endsWith(payment.reference ?? ''))).toHaveLength(before + 1)
    expect(await movementsOf(test.db, [payment.id])).toEqual([])
  })

  it('leaves books that agree after all of this', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })
})
