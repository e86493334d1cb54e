import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenUnavailable } from '../../../../platform/held-token.ts'
import { PaypalError, PaypalSilence } from './client.ts'
import { asAmount, asMoney, asSnapshot, chargebacks, classifyPaypal, paypalCurrencies, stepOf } from './mapping.ts'
import type { Capture, CaptureStatus, Dispute, DisputeOutcome, Order, OrderStatus, Refund } from './types.ts'

const usd = (value: string) => ({ currency_code: 'USD', value })

describe('amounts', () => {
  it.each([
    [1099n, 'USD', '10.99'],
    [5n, 'EUR', '0.05'],
    [100n, 'GBP', '1.00'],
    [1200n, 'JPY', '1200'],
    [7n, 'HUF', '7'],
    [990n, 'TWD', '990'],
  ])('write %s %s as %s', (amount, currency, value) => {
    expect(asAmount({ amount, currency })).toEqual({ currency_code: currency, value })
    expect(asMoney({ currency_code: currency, value })).toEqual({ amount, currency })
  })

  it('come back as they went, in every currency', () => {
    fc.assert(
      fc.property(fc.constantFrom(...paypalCurrencies), fc.bigInt({ min: 0n, max: 10n ** 15n }), (currency, many) => {
        const money = { amount: many * stepOf(currency), currency }
        expect(asMoney(asAmount(money))).toEqual(money)
      }),
    )
  })

  it.each(['-1.00', '1e3', '', '1.234', '1,00', 'NaN'])('refuse %j', (value) => {
    expect(() => asMoney(usd(value))).toThrow('is no amount')
  })

  it('refuse what is below nothing', () => {
    expect(() => asAmount({ amount: -1n, currency: 'USD' })).toThrow('cannot be asked')
  })
})

const around = { clientId: 'c', live: false, scriptUrl: null }
const capture = (status: CaptureStatus): Capture => ({ id: 'C1', status, amount: usd('18.00'), create_time: '2026-11-22T09:00:00Z' })
const order = (status: OrderStatus, captures: Capture[] = []): Order => ({
  id: 'O1',
  status,
  purchase_units: [{ amount: usd('18.00'), invoice_id: 'DK-1-1', payments: { captures } }],
  links: [{ rel: 'payer-action', href: 'https://www.sandbox.paypal.com/checkoutnow?token=O1' }],
})

describe('an order', () => {
  it.each<[OrderStatus, CaptureStatus | undefined, string, number]>([
    ['CREATED', undefined, 'requires_action', 0],
    ['PAYER_ACTION_REQUIRED', undefined, 'requires_action', 0],
    ['APPROVED', undefined, 'processing', 0],
    ['VOIDED', undefined, 'cancelled', 0],
    ['COMPLETED', undefined, 'processing', 0],
    ['COMPLETED', 'PENDING', 'processing', 0],
    ['COMPLETED', 'DECLINED', 'failed', 0],
    ['COMPLETED', 'FAILED', 'failed', 0],
    ['COMPLETED', 'COMPLETED', 'succeeded', 1],
    ['COMPLETED', 'PARTIALLY_REFUNDED', 'succeeded', 1],
    ['COMPLETED', 'REFUNDED', 'succeeded', 1],
  ])('that is %s with its capture %s is %s', (status, captured, state, movements) => {
    const snapshot = asSnapshot(order(status, captured ? [capture(captured)] : []), around)
    expect(snapshot).toMatchObject({ state, expected: { amount: 1800n, currency: 'USD' } })
    expect(snapshot.movements).toHaveLength(movements)
    expect(snapshot.awaitsCapture).toBe(status === 'APPROVED' ? true : undefined)
  })

  it('leads the payer to the page it names, or to the one there always is', () => {
    expect(asSnapshot(order('CREATED'), around).nextAction).toMatchObject({
      type: 'approve',
      url: 'https://www.sandbox.paypal.com/checkoutnow?token=O1',
    })
    const bare = { ...order('CREATED'), links: [] }
    expect(asSnapshot(bare, { ...around, live: true }).nextAction).toMatchObject({ url: 'https://www.paypal.com/checkoutnow?token=O1' })
  })

  it('says of which of their worlds it is', () => {
    const of = (href: string) => asSnapshot({ ...order('CREATED'), links: [{ rel: 'self', href }] }, around).liveMode
    expect(of('https://api.sandbox.paypal.com/v2/checkout/orders/O1')).toBe(false)
    expect(of('https://api.paypal.com/v2/checkout/orders/O1')).toBe(true)
    expect(of('http://127.0.0.1:4010/paypal/v2/checkout/orders/O1')).toBeUndefined()
  })
})

describe('a dispute', () => {
  const dispute = (status: Dispute['status'], outcome?: DisputeOutcome): Dispute => ({
    dispute_id: 'PP-1',
    create_time: '2026-11-23T09:00:00.000Z',
    status,
    dispute_amount: usd('18.00'),
    disputed_transactions: [{ seller_transaction_id: 'C1', gross_amount: usd('18.00') }],
    ...(outcome ? { dispute_outcome: { outcome_code: outcome, amount_refunded: usd('18.00') } } : {}),
  })
  const kinds = (one: Dispute, refunds: Refund[] = []) => chargebacks(one, [capture('COMPLETED')], refunds).map(({ kind }) => kind)

  it.each<[Dispute['status'], DisputeOutcome | undefined, string[]]>([
    ['OPEN', undefined, ['chargeback']],
    ['UNDER_REVIEW', undefined, ['chargeback']],
    ['RESOLVED', 'RESOLVED_BUYER_FAVOUR', ['chargeback']],
    ['RESOLVED', 'ACCEPTED', ['chargeback']],
    ['RESOLVED', 'RESOLVED_SELLER_FAVOUR', ['chargeback', 'chargeback_reversal']],
    ['RESOLVED', 'RESOLVED_WITH_PAYOUT', ['chargeback', 'chargeback_reversal']],
    ['RESOLVED', 'CANCELED_BY_BUYER', ['chargeback', 'chargeback_reversal']],
  ])('that is %s, %s', (status, outcome, expected) => {
    expect(kinds(dispute(status, outcome))).toEqual(expected)
  })

  it('that ended with a refund took nothing besides it', () => {
    const refund: Refund = { id: 'R1', status: 'COMPLETED', amount: usd('18.00'), create_time: '2026-11-24T09:00:00Z' }
    expect(kinds(dispute('RESOLVED', 'RESOLVED_BUYER_FAVOUR'), [refund])).toEqual(['chargeback', 'chargeback_reversal'])
    expect(kinds(dispute('RESOLVED', 'RESOLVED_BUYER_FAVOUR'), [{ ...refund, create_time: '2026-11-22T09:30:00Z' }])).toEqual([
      'chargeback',
    ])
    expect(kinds(dispute('RESOLVED', 'RESOLVED_BUYER_FAVOUR'), [{ ...refund, custom_id: 'payment.refund' }])).toEqual(['chargeback'])
  })

  it('of several sales is told of each with its own sum', () => {
    const several = dispute('OPEN')
    several.dispute_amount = usd('50.00')
    several.disputed_transactions.push({ seller_transaction_id: 'C2', gross_amount: usd('32.00') })
    expect(chargebacks(several, [capture('COMPLETED')], [])).toMatchObject([{ externalId: 'PP-1:C1', amount: { amount: 1800n } }])
    expect(chargebacks(several, [{ ...capture('COMPLETED'), id: 'C9' }], [])).toEqual([])
  })
})

describe('a fault', () => {
  it.each([
    [new PaypalSilence(false, 'x'), 'unavailable'],
    [new PaypalSilence(true, 'x'), 'ambiguous'],
    [new Error('x'), 'ambiguous'],
    [new PaypalError(401, 'invalid_token'), 'auth'],
    [new PaypalError(403, 'NOT_AUTHORIZED'), 'auth'],
    [new TokenUnavailable(new PaypalError(503, 'HTTP_503')), 'unavailable'],
    [new TokenUnavailable(new PaypalSilence(true, 'x')), 'unavailable'],
    [new TokenUnavailable(new PaypalError(401, 'invalid_client')), 'auth'],
    [new PaypalError(500, 'INTERNAL_SERVER_ERROR'), 'ambiguous'],
    [new PaypalError(409, 'RESOURCE_CONFLICT'), 'ambiguous'],
    [new PaypalError(422, 'ORDER_COMPLETION_IN_PROGRESS'), 'ambiguous'],
    [new PaypalError(422, 'REFUND_FAILED_INSUFFICIENT_FUNDS'), 'rate-limited'],
    [new PaypalError(422, 'CAPTURE_FULLY_REFUNDED'), 'already-done'],
    [new PaypalError(422, 'REFUND_TIME_LIMIT_EXCEEDED'), 'invalid'],
    [new PaypalError(422, 'TRANSACTION_DISPUTED'), 'invalid'],
    [new PaypalError(422, 'INSTRUMENT_DECLINED'), 'declined'],
    [new PaypalError(404, 'INVALID_RESOURCE_ID'), 'not-found'],
    [new PaypalError(429, 'RATE_LIMIT_REACHED'), 'rate-limited'],
  ])('%s is %s', (error, kind) => {
    expect(classifyPaypal(error).kind).toBe(kind)
  })
})
