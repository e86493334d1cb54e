import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { Order, Payment } from 'shared/orders.schema'
import type { NextAction } from 'shared/payments'
import { newId } from '../../../../platform/ids.ts'
import { cancelOpenPayments } from '../../cancel-open-payments.ts'
import { createPayment } from '../../create-payment.ts'
import { executeRefund } from '../../execute-refund.ts'
import { asPayment } from '../../present.ts'
import { findPayment } from '../../queries.ts'
import { refundsOf } from '../../queries-refunds.ts'
import { openQuestionsOf } from '../../queries-cases.ts'
import { proveBooks, scanGaps, sweepPayments, sweepRefunds } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { requestRefund } from '../../request-refund.ts'
import { parseShortName, shortName } from '../../short-name.ts'
import { startPayment } from '../../start-payment.ts'
import { paymentCases } from '../../tables.ts'
import { TokenUnavailable } from '../../../../platform/held-token.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'
import { mpesa } from './index.ts'
import { classifyDaraja, kenyanPhone } from './mapping.ts'
import { fromNairobi, inNairobi } from './nairobi.ts'
import { DarajaError } from './client.ts'

const accountOf = ({ order, payment }: Pick<Begun, 'order' | 'payment'>) =>
  shortName({ orderNumber: order.number, attempt: payment.attempt })

function pushOf(test: PaymentsTest, begun: Begun) {
  const found = Object.values(test.sandbox.gateways.mpesa.state.pushes).findLast((each) => each.account === accountOf(begun))
  if (!found) throw new Error('Nobody was asked')
  return found
}

const pay = (test: PaymentsTest, begun: Begun) => void test.sandbox.gateways.mpesa.answer(pushOf(test, begun).id, '0')

function toldOf(test: PaymentsTest, begun: Begun): string[] {
  const { callbacks } = test.sandbox.gateways.mpesa.state
  return Object.keys(callbacks).filter((id) => callbacks[id]?.url.includes(begun.payment.id))
}

gatewayKeepsItsWord('M-Pesa', {
  method: 'mpesa',
  refunds: 'whole',
  startsOnce: true,
  standsSeconds: 180,
  pay: async (test, begun) => pay(test, begun),
  async tell(test, begun, order) {
    const ids = toldOf(test, begun)
    for (const id of order === 'forwards' ? ids : ids.toReversed()) test.sandbox.gateways.mpesa.resend(id)
    await test.sandbox.settle()
  },
  async forge(test, { payment }) {
    const body = { Body: { stkCallback: { CheckoutRequestID: payment.reference, ResultCode: 0, ResultDesc: 'ok' } } }
    return (await test.request('POST', `/webhooks/mpesa/${payment.id}/not-the-token`, body)).status
  },
  silence: (test) => void test.sandbox.gateways.mpesa.switches({ off: true }),
  loseReply(test, of) {
    const path = { start: 'processrequest', refund: 'reversal', retrieve: 'stkpushquery' }[of]
    test.sandbox.gateways.mpesa.faults().add({ kind: 'lose_reply', times: 1, path })
  },
  async payWrong(test, begun) {
    test.sandbox.gateways.mpesa.state.surprises.shillingsDelta = -30
    pay(test, begun)
  },
  truth(test, payment) {
    const { pushes, book } = test.sandbox.gateways.mpesa.state
    const asked = Object.values(pushes).filter((each) => each.callbackUrl.includes(payment.id))
    const lines = Object.values(book).filter((line) => asked.some((each) => each.account === line.account))
    const sum = (some: typeof lines) => some.reduce((total, line) => total + BigInt(line.amount.replace('.', '')), 0n)
    return { attempts: asked.length, captured: sum(lines), refunded: sum(lines.filter((line) => line.isReversed)) }
  },
})

describe('M-Pesa', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(() => test.sandbox.calm())
  afterAll(() => test.close())
  const current = async ({ payment }: Begun) => {
    const row = await findPayment(test.db, payment.id)
    if (!row) throw new Error('The payment is gone')
    return row
  }
  const emulated = () => test.sandbox.gateways.mpesa
  const shortcode = () => test.config.mpesa?.shortcode ?? ''
  const paid = async () => {
    const begun = await test.begin('mpesa')
    pay(test, begun)
    await test.settle()
    return begun
  }
  /** What we asked for is done there, and then what they tell of it is done here. */
  const bothSettle = async () => {
    await test.settle()
    await test.settle()
  }
  const refund = ({ payment }: Begun) =>
    requestRefund(test.system, {
      paymentId: payment.id,
      amount: money(payment.amount, 'KES'),
      reason: 'requested_by_customer',
      idempotencyKey: newId(),
      requestHash: '',
    })

  it('shows who is asked, and until when, and no more of the phone than that', async () => {
    const begun = await test.begin('mpesa')
    const action = test.sealer.open<NextAction>('next-action', (await current(begun)).nextAction ?? '')
    expect(action).toMatchObject({ type: 'await_push', phone: expect.stringMatching(/^\+254 71\d ••• \d{3}$/) as string })
    expect(pushOf(test, begun)).toMatchObject({ shillings: 2330, account: begun.order.number.replaceAll('-', '') })
  })

  it('is known by the receipt from their book', async () => {
    const begun = await paid()
    expect((await current(begun)).label).toBe(pushOf(test, begun).result?.receipt)
  })

  it.each([
    ['1', 'failed', 'insufficient_funds'],
    ['2001', 'failed', 'wrong_pin'],
    ['1037', 'failed', 'phone_unreachable'],
    ['1032', 'cancelled', 'cancelled_by_customer'],
    ['1019', 'cancelled', 'expired'],
    ['4', 'failed', 'limit_exceeded'],
    ['26', 'failed', 'busy'],
  ])('reads result %s as %s: %s', async (code, state, failure) => {
    const begun = await test.begin('mpesa')
    emulated().answer(pushOf(test, begun).id, code)
    await test.settle()
    expect(await current(begun)).toMatchObject({ state, failure, failureCode: code, captured: 0n })
  })

  it('calls a result nobody has told us of unknown', async () => {
    const begun = await test.begin('mpesa')
    emulated().answer(pushOf(test, begun).id, '7777')
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'unknown', failureCode: '7777' })
  })

  it('waits while they say that it is being processed, and lets the phone go after three minutes', async () => {
    const begun = await test.begin('mpesa')
    const push = pushOf(test, begun)
    test.advance(60)
    expect((await refreshPayment(test.system, begun.payment.id)).state).toBe('requires_action')
    test.clock.advance(121)
    expect((await refreshPayment(test.system, begun.payment.id)).state).toBe('processing')
    expect(push.result).toBeNull()
    expect(await cancelOpenPayments(test.system, begun.order.id)).toBe('clear')
    expect(await current(begun)).toMatchObject({ state: 'cancelled' })
    // Money that comes after all opens a case.
    emulated().answer(push.id, '0')
    await test.settle()
    expect(await current(begun)).toMatchObject({ state: 'succeeded' })
    const cases = await test.db.select().from(paymentCases)
    expect(cases.filter((each) => each.paymentId === begun.payment.id)).toMatchObject([{ kind: 'late' }])
    test.sandbox.clock.advance(121)
  })

  it('asks a phone one thing at a time', async () => {
    const first = await test.begin('mpesa')
    const second = await test.order(first.person, money(10_000, 'KES'), 'mpesa')
    await expect(test.attempt(second, 'mpesa')).rejects.toMatchObject({ code: 'payments/payer-busy' })
    emulated().answer(pushOf(test, first).id, '1032')
    await test.settle()
    expect(await test.attempt(second, 'mpesa')).toMatchObject({ state: 'starting' })
  })

  it('does not tell a stranger that a phone is asked about somebody’s payment: it reads as if M-Pesa could not ask', async () => {
    const phone = '+254722000955'
    const [owner, stranger] = [await test.person(), await test.person()]
    const ask = async (person: typeof owner, key = newId(), order?: { number: string }) => {
      const { number } = order ?? (await test.order(person, money(10_000, 'KES'), 'mpesa'))
      const answer = await person.request(
        'POST',
        `/orders/${number}/payments`,
        { method: 'mpesa', payer: { phone } },
        { 'idempotency-key': key },
      )
      return { number, status: answer.status, body: (await answer.json()) as { payment: Payment; order: Order } }
    }
    const rang = () => Object.values(emulated().state.pushes).filter((each) => each.phone.endsWith('722000955')).length
    expect((await ask(owner)).body.payment.state).toBe('requires_action')
    const key = newId()
    const refused = await ask(stranger, key)
    expect(refused).toMatchObject({ status: 201, body: { payment: { state: 'failed', failure: 'gateway_unavailable' } } })
    expect(refused.body.order).toMatchObject({ state: 'pending_payment', canRetryPayment: true })
    // As when the gateway refuses: nothing in either answer differs but whose it is.
    emulated().faults().add({ kind: 'rate_limit', times: 1, path: 'processrequest' })
    const other = await test.write('mpesa')
    const byGateway = asPayment(test, await startPayment(test.system, other.payment.id))
    expect(Object.keys(refused.body.payment).toSorted()).toEqual(Object.keys(JSON.parse(JSON.stringify(byGateway)) as object).toSorted())
    expect(refused.body.payment).toMatchObject({ failure: byGateway.failure, state: byGateway.state, nextAction: byGateway.nextAction })
    expect(rang()).toBe(1)
    const elsewhere = await test.order(stranger, money(10_000, 'KES'))
    await startPayment(test.system, (await test.attempt(elsewhere)).id)
    const busy = { order: elsewhere, method: 'mpesa' as const, amount: money(10_000, 'KES'), payer: { phone } }
    await expect(
      createPayment(test.system, { ...busy, idempotencyKey: newId(), requestHash: '', expiresAt: elsewhere.payBy }),
    ).rejects.toMatchObject({ code: 'payments/still-open' })
    expect(await ask(stranger, key, refused)).toMatchObject({ status: 200, body: { payment: { id: refused.body.payment.id } } })

    const push = Object.values(emulated().state.pushes).find((each) => each.phone.endsWith('722000955'))
    emulated().answer(push?.id ?? '', '1032')
    await test.settle()
    expect((await ask(stranger, newId(), refused)).body.payment.state).toBe('requires_action')
    expect(rang()).toBe(2)
  })

  it('leaves a phone alone after ten questions within an hour that came to nothing, and everybody by whoever asked', async () => {
    const [owner, stranger] = [await test.person(), await test.person()]
    const ask = async (person: typeof owner, phone: string) => {
      const { number } = await test.order(person, money(10_000, 'KES'), 'mpesa')
      const answer = await person.request(
        'POST',
        `/orders/${number}/payments`,
        { method: 'mpesa', payer: { phone } },
        { 'idempotency-key': newId() },
      )
      const asked = Object.values(emulated().state.pushes).findLast((each) => each.account === number.replaceAll('-', ''))
      if (asked) emulated().answer(asked.id, '1032')
      await test.settle()
      return answer.status
    }
    for (let asked = 0; asked < 10; asked += 1) expect(await ask(stranger, '+254722000900')).toBe(201)
    expect(await ask(stranger, '+254722000900')).toBe(429)
    expect(await ask(stranger, '+254722000901')).toBe(429)
    expect(await ask(owner, '+254722000900')).toBe(429)
    expect(await ask(owner, '+254722000902')).toBe(201)
    test.advance(3_601)
    expect(await ask(owner, '+254722000900')).toBe(201)
  })

  it('fails at once where another question stands on the phone', async () => {
    const written = await test.write('mpesa')
    emulated().faults().add({ kind: 'rate_limit', times: 1, path: 'processrequest' })
    expect(await startPayment(test.system, written.payment.id)).toMatchObject({ state: 'failed', failure: 'gateway_unavailable' })
  })

  it('gives up a question whose answer was lost once their book has shown for long that nothing was paid', async () => {
    emulated().switches({ off: true })
    const written = await test.write('mpesa')
    emulated().faults().add({ kind: 'lose_reply', times: 1, path: 'processrequest' })
    expect(await startPayment(test.system, written.payment.id)).toMatchObject({ state: 'unknown' })
    test.advance(300)
    await sweepPayments(test.system)
    expect(await current(written)).toMatchObject({ state: 'unknown' })
    expect(await cancelOpenPayments(test.system, written.order.id)).toBe('may-still-pay')
    test.advance(700)
    expect(await refreshPayment(test.system, written.payment.id)).toMatchObject({ state: 'cancelled', failureCode: 'never_listed' })
  })

  it('finds in their book what was paid after the answer was lost and every call with it', async () => {
    emulated().switches({ off: true })
    const written = await test.write('mpesa')
    emulated().faults().add({ kind: 'lose_reply', times: 1, path: 'processrequest' })
    await startPayment(test.system, written.payment.id)
    pay(test, written)
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(written)).toMatchObject({ state: 'succeeded', captured: written.payment.amount })
  })

  it('takes what was typed at the paybill under our name after the question was refused', async () => {
    const begun = await test.begin('mpesa')
    emulated().answer(pushOf(test, begun).id, '1032')
    await test.settle()
    emulated().pay('254712000999', begun.order.number.toLowerCase(), 2330, shortcode())
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
  })

  it('lays a second receipt under one name before a person', async () => {
    const begun = await paid()
    emulated().pay('254712000999', accountOf(begun), 2330, shortcode())
    await scanGaps(test.system, { seconds: 7_200 })
    expect(await current(begun)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    const cases = await test.db.select().from(paymentCases)
    expect(cases.filter((each) => each.paymentId === begun.payment.id)).toMatchObject([{ kind: 'over' }])
  })

  it('asks about no payment twice that its book has shown already', async () => {
    const { payment } = await paid()
    const { reference } = (await findPayment(test.db, payment.id)) ?? {}
    const asked = () => emulated().state.calls.filter((call) => JSON.stringify(call.input ?? '').includes(reference ?? '?')).length
    const before = asked()
    await scanGaps(test.system, { seconds: 172_800 })
    expect(asked()).toBe(before)
  })

  it('gives nothing back before their own book has told what to reverse', async () => {
    emulated().state.surprises.bookSilent = true
    const begun = await paid()
    expect(await current(begun)).toMatchObject({ state: 'succeeded', label: null })
    const asked = await refund(begun)
    await test.settle()
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'requested', failureCode: 'receipt_not_listed' }])
    expect(emulated().state.reversals).not.toHaveProperty(asked.id)
    test.sandbox.calm()
    test.advance(60)
    await sweepRefunds(test.system)
    await bothSettle()
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'succeeded' }])
  })

  it('takes a reversal that was made already for done, and one that is refused for failed', async () => {
    const done = await paid()
    emulated().state.surprises.reversal = 'R000001'
    await refund(done)
    await bothSettle()
    expect(await refundsOf(test.db, [done.payment.id])).toMatchObject([{ state: 'succeeded' }])

    const poor = await paid()
    emulated().state.surprises.reversal = '1'
    await refund(poor)
    await bothSettle()
    expect(await refundsOf(test.db, [poor.payment.id])).toMatchObject([{ state: 'failed', failureCode: '1' }])
    expect((await openQuestionsOf(test.db, poor.order.id)).isConflicted).toBe(false)
  })

  it('believes no word of a reversal that it did not ask for', async () => {
    const begun = await paid()
    emulated().switches({ off: true })
    const asked = await refund(begun)
    await test.settle()
    const told = Object.values(emulated().state.callbacks).findLast(
      (each) => each.about === 'reversal' && each.url.includes(begun.payment.id),
    )
    const address = new URL(told?.url ?? '').pathname.replace('/api/v1', '')
    await test.request('POST', address, {
      Result: { ResultType: 0, ResultCode: '1', OriginatorConversationID: 'made-up', ConversationID: 'x' },
    })
    await test.settle()
    test.advance(60)
    await executeRefund(test.system, asked.id)
    expect(await refundsOf(test.db, [begun.payment.id])).toMatchObject([{ state: 'pending' }])

    // Where no word ever comes, a person is asked to look.
    for (let look = 0; look < 12; look += 1) {
      test.advance(86_401)
      await executeRefund(test.system, asked.id)
    }
    const cases = await test.db.select().from(paymentCases)
    expect(cases.filter((each) => each.paymentId === begun.payment.id)).toMatchObject([{ kind: 'refund_failed' }])
    expect(Object.values(emulated().state.reversals).filter((each) => each.receipt === pushOf(test, begun).result?.receipt)).toHaveLength(1)
  })

  it('leaves books that agree', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })
})

describe('M-Pesa’s token', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('is fetched once for all of a process, and anew when another process has taken it away', async () => {
    const { config, clock, sandbox } = test
    if (!config.mpesa) throw new Error('M-Pesa is off')
    const fetched = () => sandbox.gateways.mpesa.state.calls.filter((call) => call.path.includes('/oauth/')).length
    const begun = [await test.begin('mpesa'), await test.begin('mpesa')]
    await Promise.all(begun.map(({ payment }) => refreshPayment(test.system, payment.id)))
    expect(fetched()).toBe(1)
    const other = mpesa(config.mpesa, clock)
    const { paymentToAsk } = await import('../../ask-gateway.ts')
    const { asked } = await paymentToAsk(test.system, begun[0]?.payment.id ?? '')
    await other.retrieve(asked)
    expect(fetched()).toBe(2)
    expect((await refreshPayment(test.system, begun[0]?.payment.id ?? '')).state).toBe('requires_action')
    expect(fetched()).toBe(3)
  })

  it('that cannot be had is no question asked: the attempt is over, and the next one may ask', async () => {
    const { mpesa } = test.sandbox.gateways
    const pushes = () => Object.keys(mpesa.state.pushes).length
    test.clock.advance(3_600)
    const before = pushes()
    mpesa.faults().add({ kind: 'lose_reply', times: 1, path: '/oauth/' })
    const written = await test.write('mpesa')
    expect(await startPayment(test.system, written.payment.id)).toMatchObject({ state: 'failed', failureCode: 'no_answer' })
    expect(pushes()).toBe(before)
    expect((await test.begin('mpesa')).payment.state).toBe('requires_action')
  })
})

describe('M-Pesa’s words', () => {
  it.each([
    ['0712345678', '+254712345678'],
    ['+254 712 345 678', '+254712345678'],
    ['254112345678', '+254112345678'],
    ['0112-345-678', '+254112345678'],
    ['+255712345678', undefined],
    ['+254212345678', undefined],
    ['071234567', undefined],
    ['', undefined],
  ])('reads the phone %s as %s', (given, phone) => expect(kenyanPhone(given)).toBe(phone))

  it('keeps Nairobi’s time', () => {
    const at = new Date('2026-11-22T22:05:09Z')
    expect(inNairobi(at)).toBe('2026-11-23 01:05:09')
    expect(fromNairobi('2026-11-23T01:05:09Z')).toEqual(at)
    expect(fromNairobi('20261123010509')).toEqual(at)
    expect(fromNairobi('yesterday')).toBeUndefined()
  })

  it.each([
    [500, '500.001.1001', 'Wrong credentials', 'auth'],
    [500, '500.001.1001', 'Unable to lock subscriber, a transaction is already in process', 'declined'],
    [500, '500.001.1001', 'Something nobody has seen', 'ambiguous'],
    [500, '500.003.02', 'Error Occurred: Spike Arrest Violation', 'rate-limited'],
    [400, '400.002.02', 'Bad Request - Invalid Amount', 'invalid'],
    [404, '404.001.03', 'Invalid Access Token', 'auth'],
    [502, 'http_502', 'No answer of Daraja', 'ambiguous'],
  ])('reads %s %s "%s" as %s', (status, code, message, kind) =>
    expect(classifyDaraja(new DarajaError(status, code, message)).kind).toBe(kind),
  )

  it.each([
    [new DarajaError(502, 'http_502', ''), 'unavailable'],
    [new Error('no answer'), 'unavailable'],
    [new DarajaError(400, '400.008.01', 'Invalid Authentication passed'), 'auth'],
  ])('reads no token for %s as %s', (cause, kind) => expect(classifyDaraja(new TokenUnavailable(cause)).kind).toBe(kind))

  it('finds the payment by the name people type', () => {
    expect(parseShortName('dk-7qm2 k9xt')).toEqual({ orderNumber: 'DK-7QM2-K9XT', attempt: 1 })
    expect(parseShortName(shortName({ orderNumber: 'DK-7QM2-K9XT', attempt: 12 }))).toEqual({ orderNumber: 'DK-7QM2-K9XT', attempt: 12 })
    expect(parseShortName('rent november')).toBeUndefined()
  })
})

describe('a till, whose book names nobody', () => {
  it('has no gap scan and no settlement, and finds by asking on what comes after the end', async () => {
    const test = await createPaymentsTest({ environment: { MPESA_TYPE: 'till', MPESA_TILL: '5123456' } })
    const till = test.gateways.get('mpesa')
    expect([till?.listMovements, till?.listSettled, till?.descriptor.settledKinds]).toEqual([undefined, undefined, []])
    test.sandbox.gateways.mpesa.switches({ off: true })
    const begun = await test.begin('mpesa')
    test.advance(100)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'cancelled' })
    const push = pushOf(test, begun)
    if (push.result) push.result.code = '0'
    test.advance(3_600)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state: 'succeeded', captured: begun.payment.amount })
    expect(await test.db.select().from(paymentCases)).toMatchObject([{ kind: 'late', paymentId: begun.payment.id }])
    test.advance(86_400)
    await sweepPayments(test.system)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ nextPollAt: null })
    await test.close()
  })
})
