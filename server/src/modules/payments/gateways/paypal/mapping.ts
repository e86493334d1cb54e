import { currencies, isCurrency, type Currency } from 'shared/currencies'
import type { Money } from 'shared/money'
import { TokenUnavailable } from '../../../../platform/held-token.ts'
import type { GatewayFault, ObservedMovement, RefundSnapshot, Snapshot } from '../gateway.ts'
import { withoutToken } from '../without-token.ts'
import { PaypalError, PaypalSilence } from './client.ts'
import { alreadyDone, paypalErrorCodes, stillAtWork } from './error-codes.ts'
import type { Amount, Capture, Dispute, Order, PurchaseUnit, Refund } from './types.ts'

// developer.paypal.com/api/rest/reference/currency-codes: what it takes, and the three it takes no decimals of.
const taken = 'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(' ')
const whole = new Set(['HUF', 'JPY', 'TWD'])

export const paypalCurrencies: readonly Currency[] = taken.filter(isCurrency)

const theirDecimals = (currency: string) => (whole.has(currency) ? 0 : 2)
const ourDecimals = (currency: string) => (isCurrency(currency) ? currencies[currency].exponent : theirDecimals(currency))

/** In how many of our smallest units a sum can be asked for there. */
export const stepOf = (currency: string): bigint => 10n ** BigInt(Math.max(0, ourDecimals(currency) - theirDecimals(currency)))

/** `1099 USD` as `10.99`. @throws where they know no unit so small */
export function asAmount({ amount, currency }: { amount: bigint; currency: string }): Amount {
  const step = stepOf(currency)
  if (amount % step !== 0n || amount < 0n) throw new Error(`${amount} ${currency} cannot be asked for at PayPal`)
  const decimals = Math.min(theirDecimals(currency), ourDecimals(currency))
  const digits = String(amount / step).padStart(decimals + 1, '0')
  return { currency_code: currency, value: decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` }
}

/** The exact inverse. A currency we do not know still is a fact: it makes the payment conflicted, not lost. @throws for no number */
export function asMoney({ currency_code: currency, value }: Amount): Money {
  const [, units, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  const decimals = ourDecimals(currency)
  const rest = fraction.slice(decimals)
  if (units === undefined || /[1-9]/.test(rest)) throw new Error(`${value} ${currency} is no amount`)
  return { amount: BigInt(units + fraction.slice(0, decimals).padEnd(decimals, '0')), currency: currency as Currency }
}

/** The same of a sum that may be negative. */
export function asSignedMoney({ currency_code, value }: Amount): Money {
  const { amount, currency } = asMoney({ currency_code, value: value.replace(/^-/, '') })
  return { amount: value.startsWith('-') ? -amount : amount, currency }
}

export const asDate = (text: string | undefined): Date => new Date(text ?? 0)

/** What is written on a refund: whose payment it is of, and which refund of ours. */
export const refundCustomId = (paymentId: string, refundId: string) => `${paymentId}.${refundId}`
export const paymentIdOf = (customId: string | undefined) => customId?.split('.')[0]
export const refundIdOf = (customId: string | undefined) => customId?.split('.')[1]

/** Where the payer says yes. They leave the link out of an order that was approved, and take the payer back there all the same. */
const approvalUrl = ({ id, links = [] }: Order, live: boolean): string =>
  links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href ??
  `https://www.${live ? '' : 'sandbox.'}paypal.com/checkoutnow?token=${id}`

type Around = { clientId: string; live: boolean; scriptUrl: string | null; disputes?: readonly Dispute[] }

/**
 * developer.paypal.com/docs/api/orders/v2: an order COMPLETED is no money yet, its captures are. An APPROVED one waits for
 * us to take it.
 */
export function asSnapshot(order: Order, around: Around): Snapshot {
  const [unit] = order.purchase_units
  const captures = unit?.payments?.captures ?? []
  const refunds = unit?.payments?.refunds ?? []
  return {
    ...standing(order, captures, around),
    ...(unit ? { expected: asMoney(unit.amount) } : {}),
    ...liveModeOf(order),
    movements: [
      ...captures.filter(isMoney).map(asCapture),
      ...(around.disputes ?? []).flatMap((dispute) => chargebacks(dispute, captures, refunds)),
    ],
    refunds: refunds.map(asRefundSnapshot),
    ...labelOf(unit, captures),
  }
}

/** What happened to the money alone, when the order itself is no longer kept. */
export function asSnapshotOfCapture(capture: Capture, disputes: readonly Dispute[]): Snapshot {
  return {
    ...stateOfCaptures([capture]),
    movements: [...(isMoney(capture) ? [asCapture(capture)] : []), ...disputes.flatMap((dispute) => chargebacks(dispute, [capture], []))],
  }
}

type Standing = Pick<Snapshot, 'state' | 'awaitsCapture' | 'nextAction' | 'failure' | 'failureCode'>

function standing(order: Order, captures: readonly Capture[], around: Around): Standing {
  switch (order.status) {
    case 'CREATED':
    case 'SAVED':
    case 'PAYER_ACTION_REQUIRED':
      return { state: 'requires_action', nextAction: askToApprove(order, around) }
    case 'APPROVED':
      return { state: 'processing', awaitsCapture: true }
    case 'VOIDED':
      return { state: 'cancelled' }
    default:
      return stateOfCaptures(captures)
  }
}

export function askToApprove(order: Order, { clientId, live, scriptUrl }: Around) {
  return { type: 'approve' as const, orderId: order.id, clientId, live, scriptUrl, url: approvalUrl(order, live) }
}

function stateOfCaptures(captures: readonly Capture[]): Pick<Snapshot, 'state' | 'failure' | 'failureCode'> {
  if (captures.some(isMoney)) return { state: 'succeeded' }
  const last = captures.at(-1)
  if (last?.status !== 'DECLINED' && last?.status !== 'FAILED') return { state: 'processing' }
  return { state: 'failed', failure: 'declined', failureCode: last.status_details?.reason ?? last.status }
}

/** PENDING is none yet: an eCheck, or PayPal's own review, may still come to nothing. */
const isMoney = ({ status }: Capture) => status === 'COMPLETED' || status === 'PARTIALLY_REFUNDED' || status === 'REFUNDED'

export const asCapture = ({ id, amount, create_time: at }: Capture): ObservedMovement => ({
  kind: 'capture',
  externalId: id,
  amount: asMoney(amount),
  occurredAt: asDate(at),
})

/** Their own links say which of their two worlds speaks. */
function liveModeOf({ links = [] }: Order): Pick<Snapshot, 'liveMode'> {
  const self = links.find(({ rel }) => rel === 'self')?.href
  const host = self && URL.canParse(self) ? new URL(self).hostname : ''
  return host.endsWith('.paypal.com') ? { liveMode: !host.includes('sandbox') } : {}
}

/** Our own number is what both sides find it by: PayPal shows it to the payer, too. */
function labelOf(unit: PurchaseUnit | undefined, captures: readonly Capture[]): Pick<Snapshot, 'label'> {
  return unit?.invoice_id && captures.some(isMoney) ? { label: `PayPal · ${unit.invoice_id}` } : {}
}

/** developer.paypal.com/docs/api/payments/v2/#refunds_get: PENDING may still become FAILED. */
export function asRefundSnapshot(refund: Refund): RefundSnapshot {
  const refundId = refundIdOf(refund.custom_id)
  const failed = refund.status === 'FAILED' || refund.status === 'CANCELLED'
  return {
    reference: refund.id,
    state: refund.status === 'COMPLETED' ? 'succeeded' : failed ? 'failed' : 'pending',
    amount: asMoney(refund.amount),
    occurredAt: asDate(refund.create_time),
    ...(refundId ? { refundId } : {}),
    ...(failed ? { failureCode: refund.status_details?.reason ?? refund.status } : {}),
  }
}

/** How a dispute ended that leaves the money with the shop (customer_disputes_v1, `dispute_outcome`). */
const shopKeeps = new Set(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_WITH_PAYOUT', 'CANCELED_BY_BUYER', 'DENIED', 'NONE'])

/**
 * PayPal holds the disputed sum from the day the dispute is opened, and gives it back or keeps it when it ends. What went
 * back to the payer as a refund is that refund, and not taken a second time.
 */
export function chargebacks(dispute: Dispute, captures: readonly Capture[], refunds: readonly Refund[]): ObservedMovement[] {
  const of = dispute.disputed_transactions.find(({ seller_transaction_id: id }) => captures.some((capture) => capture.id === id))
  if (!of) return []
  const isOne = dispute.disputed_transactions.length === 1
  const amount = asMoney(isOne ? dispute.dispute_amount : (of.gross_amount ?? dispute.dispute_amount))
  const externalId = isOne ? dispute.dispute_id : `${dispute.dispute_id}:${of.seller_transaction_id}`
  const taken: ObservedMovement = { kind: 'chargeback', externalId, amount, occurredAt: asDate(dispute.create_time) }
  if (dispute.status !== 'RESOLVED') return [taken]
  const { outcome_code: outcome = 'NONE', amount_refunded: refunded } = dispute.dispute_outcome ?? {}
  const wentAsRefund = refunds.some(
    (refund) =>
      refundIdOf(refund.custom_id) === undefined &&
      refund.status === 'COMPLETED' &&
      asDate(refund.create_time) >= asDate(dispute.create_time) &&
      asMoney(refund.amount).amount === asMoney(refunded ?? dispute.dispute_amount).amount,
  )
  if (!shopKeeps.has(outcome) && !wentAsRefund) return [taken]
  return [taken, { ...taken, kind: 'chargeback_reversal', occurredAt: asDate(dispute.update_time ?? dispute.create_time) }]
}

/** developer.paypal.com/api/rest/responses. What is not listed is ambiguous. */
export function classifyPaypal(error: unknown): GatewayFault {
  if (error instanceof TokenUnavailable) return withoutToken(classifyPaypal(error.cause))
  if (error instanceof PaypalSilence)
    return { kind: error.wasSent ? 'ambiguous' : 'unavailable', code: 'no_answer', failure: 'gateway_unavailable' }
  if (!(error instanceof PaypalError)) return { kind: 'ambiguous', code: 'unknown', failure: 'gateway_unavailable' }
  const { status, code } = error
  const fault = (kind: GatewayFault['kind'], failure: GatewayFault['failure'] = 'gateway_unavailable'): GatewayFault => ({
    kind,
    code,
    failure,
  })
  if (status === 401 || status === 403) return fault('auth')
  if (status === 429) return fault('rate-limited')
  // Too little in the account to give back now: asked again later, as after "too fast".
  if (code === 'REFUND_FAILED_INSUFFICIENT_FUNDS') return fault('rate-limited')
  if (alreadyDone.has(code)) return fault('already-done', 'other')
  if (status === 409 || status >= 500 || stillAtWork.has(code)) return fault('ambiguous')
  if (status === 404) return fault('not-found', 'other')
  const failure = paypalErrorCodes[code]
  return failure ? fault('declined', failure) : fault('invalid', 'other')
}
