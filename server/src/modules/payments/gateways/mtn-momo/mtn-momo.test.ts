import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { findPayment } from '../../queries.ts'
import { proveBooks } from '../../reconcile.ts'
import { refreshPayment } from '../../refresh-payment.ts'
import { startPayment } from '../../start-payment.ts'
import { createPaymentsTest, type Begun, type PaymentsTest } from '../../testing/payments-shop.ts'
import { gatewayKeepsItsWord } from '../contract.ts'
import { asReferenceId, classifyMomo, moneyOf } from './mapping.ts'
import { MomoError } from './client.ts'
import { marketPhone } from './markets.ts'

const transfersOf = (test: PaymentsTest, id: string) =>
  Object.values(test.sandbox.gateways['mtn-momo'].state.transfers).filter((each) => each.externalId === id || each.of === asReferenceId(id))

const answer = (test: PaymentsTest, { payment }: Begun, reason: string | null = null) =>
  void test.sandbox.gateways['mtn-momo'].answer(asReferenceId(payment.id), reason)

gatewayKeepsItsWord('MTN MoMo', {
  method: 'mtn_momo',
  refunds: 'partial',
  standsSeconds: 300,
  isWatched: true,
  pay: async (test, begun) => answer(test, begun),
  async tell(test, { payment }, order) {
    // Two seconds later what was to go back is back.
    test.advance(2)
    const emulator = test.sandbox.gateways['mtn-momo']
    const ids = Object.keys(emulator.state.callbacks).filter((id) => emulator.state.callbacks[id]?.url.includes(payment.id))
    for (const id of order === 'forwards' ? ids : ids.toReversed()) emulator.resend(id)
    await test.sandbox.settle()
  },
  async forge(test, { payment }) {
    const body = { externalId: payment.id, amount: String(payment.amount), currency: 'UGX', status: 'SUCCESSFUL' }
    return (await test.request('PUT', `/webhooks/mtn-momo/${payment.id}/not-the-token`, body)).status
  },
  silence: (test) => void test.sandbox.gateways['mtn-momo'].switches({ off: true }),
  loseReply(test, of) {
    const [path, method] = { start: ['/requesttopay', 'POST'], refund: ['/v1_0/refund', 'POST'], retrieve: ['/requesttopay/', 'GET'] }[of]
    test.sandbox.gateways['mtn-momo'].faults().add({ kind: 'lose_reply', times: 1, ...(path && method ? { path, method } : {}) })
  },
  async payWrong(test, begun) {
    const [asked] = transfersOf(test, begun.payment.id)
    if (asked) asked.amount = '65000'
    answer(test, begun)
  },
  truth(test, { id }) {
    const all = transfersOf(test, id)
    const sum = (kind: string) =>
      all.filter((each) => each.kind === kind && each.status === 'SUCCESSFUL').reduce((total, each) => total + BigInt(each.amount), 0n)
    return { attempts: all.filter((each) => each.kind === 'requesttopay').length, captured: sum('requesttopay'), refunded: sum('refund') }
  },
})

describe('MTN MoMo', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterEach(() => test.sandbox.calm())
  afterAll(() => test.close())

  it.each([
    ['NOT_ENOUGH_FUNDS', 'failed', 'insufficient_funds'],
    ['PAYER_LIMIT_REACHED', 'failed', 'limit_exceeded'],
    ['APPROVAL_REJECTED', 'cancelled', 'cancelled_by_customer'],
    ['EXPIRED', 'cancelled', 'expired'],
    ['PAYER_NOT_FOUND', 'failed', 'not_registered'],
    ['NEVER_HEARD_OF', 'failed', 'other'],
  ])('reads %s as %s: %s', async (reason, state, failure) => {
    const begun = await test.begin('mtn_momo')
    answer(test, begun, reason)
    await test.settle()
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ state, failure, failureCode: reason, captured: 0n })
  })

  it('waits for what they do not know yet just after they took it', async () => {
    test.sandbox.gateways['mtn-momo'].state.surprises.hiddenSeconds = 20
    const begun = await test.begin('mtn_momo')
    expect((await refreshPayment(test.system, begun.payment.id)).state).toBe('requires_action')
    test.advance(21)
    answer(test, begun)
    expect((await refreshPayment(test.system, begun.payment.id)).state).toBe('succeeded')
  })

  it('lets the phone go when the question can stand there no more', async () => {
    const begun = await test.begin('mtn_momo')
    test.clock.advance(301)
    expect((await refreshPayment(test.system, begun.payment.id)).state).toBe('processing')
  })

  it('is named by the number of their transaction', async () => {
    const begun = await test.begin('mtn_momo')
    answer(test, begun)
    await test.settle()
    const [transfer] = transfersOf(test, begun.payment.id)
    expect(await findPayment(test.db, begun.payment.id)).toMatchObject({ label: transfer?.financialTransactionId })
  })

  it('fails at once where the payer is refused at the door', async () => {
    const written = await test.write('mtn_momo')
    test.sandbox.gateways['mtn-momo'].faults().add({ kind: 'reject', times: 1, path: 'requesttopay', method: 'POST' })
    expect(await startPayment(test.system, written.payment.id)).toMatchObject({ state: 'failed' })
  })

  it('fails at once where there was no token to ask with', async () => {
    test.clock.advance(3_600)
    const written = await test.write('mtn_momo')
    test.sandbox.gateways['mtn-momo'].faults().add({ kind: 'lose_reply', times: 1, path: '/token/' })
    expect(await startPayment(test.system, written.payment.id)).toMatchObject({ state: 'failed', failureCode: 'no_answer' })
    expect(transfersOf(test, written.payment.id)).toEqual([])
  })

  it('leaves books that agree', async () => {
    expect(await proveBooks(test.system)).toBe(0)
  })
})

describe('MTN MoMo’s words', () => {
  it.each([
    ['mtnuganda', '0772123999', '+256772123999'],
    ['mtnuganda', '+256 772 123 999', '+256772123999'],
    ['mtnuganda', '+254712345678', undefined],
    ['mtnivorycoast', '0707123999', '+2250707123999'],
    ['sandbox', '+46733123450', '+46733123450'],
  ] as const)('reads in %s the phone %s as %s', (market, given, phone) => expect(marketPhone(market, given)).toBe(phone))

  it('makes an id of version 4 of ours, always the same', () => {
    expect(asReferenceId('019ab1de-7c2e-7abc-8def-0123456789ab')).toBe('019ab1de-7c2e-4abc-8def-0123456789ab')
  })

  it('knows no money it cannot name', () => {
    expect(() => moneyOf({ amount: '1', currency: 'SZL' })).toThrow(RangeError)
    expect(() => moneyOf({ amount: '0.5', currency: 'UGX' })).toThrow(RangeError)
  })

  it.each([
    [409, 'RESOURCE_ALREADY_EXIST', 'already-done'],
    [500, 'PAYER_NOT_FOUND', 'declined'],
    [500, 'INTERNAL_PROCESSING_ERROR', 'ambiguous'],
    [404, 'RESOURCE_NOT_FOUND', 'not-found'],
    [401, 'http_401', 'auth'],
    [429, 'http_429', 'rate-limited'],
  ])('reads %s %s as %s', (status, code, kind) => expect(classifyMomo(new MomoError(status, code, '')).kind).toBe(kind))
})

describe('keys of mobile money', () => {
  const real = {
    NODE_ENV: 'test',
    SANDBOX: 'off',
    BOT_TOKEN: '4242424242:AAHrealRealRealRealRealRealRealReal000',
    BOT_API_SECRET: 'a-long-secret-of-the-bot-that-nobody-knows-0',
    DATA_KEY: 'a-long-key-of-the-data-that-nobody-knows-0000',
  }
  const mpesaKeys = { MPESA_CONSUMER_KEY: 'k', MPESA_CONSUMER_SECRET: 's', MPESA_SHORTCODE: '600000', MPESA_PASSKEY: 'p' }

  it('are not needed, and offer nothing without a sandbox', () => {
    expect(parseConfig(real)).toMatchObject({ mpesa: undefined, mtnMomo: undefined })
  })

  it('make sense only together', () => {
    expect(() => parseConfig({ ...real, MPESA_SHORTCODE: '600000' })).toThrow(/give all 4 or none/)
    expect(() => parseConfig({ ...real, ...mpesaKeys, MPESA_TYPE: 'till' })).toThrow(/MPESA_TILL/)
    const refunds = { MPESA_INITIATOR: 'i', MPESA_SECURITY_CREDENTIAL: 'c' }
    expect(() => parseConfig({ ...real, ...mpesaKeys, ...refunds, MPESA_PULL: 'off' })).toThrow(/MPESA_PULL/)
    expect(parseConfig({ ...real, ...mpesaKeys }).mpesa).toMatchObject({ initiator: undefined, receiver: '600000' })
    const momo = { MTN_MOMO_COLLECTION_KEY: 'k', MTN_MOMO_COLLECTION_USER: 'u', MTN_MOMO_COLLECTION_SECRET: 's' }
    expect(() => parseConfig({ ...real, ...momo })).toThrow(/MTN_MOMO_MARKET/)
    expect(parseConfig({ ...real, ...momo, MTN_MOMO_MARKET: 'mtnghana' }).mtnMomo).toMatchObject({
      currency: 'GHS',
      disbursement: undefined,
    })
  })
})
