import { Stripe } from 'stripe'
import { currencies, type Currency } from 'shared/currencies'
import type { Money } from 'shared/money'
import type { DisputeSnapshot, FraudWarning, GatewayFault, ObservedMovement, RefundSnapshot, Snapshot } from '../gateway.ts'

/** What we write on everything we make at Stripe, and find it again by. */
export const paymentIdKey = 'payment_id'
export const refundIdKey = 'refund_id'

// docs.stripe.com/currencies: UGX is both zero-decimal and shown with two decimals there, so it is not taken until that is
// settled with a live key. The others have the exponent they have here.
export const stripeCurrencies: readonly Currency[] = (Object.keys(currencies) as Currency[]).filter(
  (code) => code !== 'UGX' && currencies[code].kind === 'fiat',
)

/** A currency we do not know still is a fact: it makes the payment conflicted, not lost. */
export function asMoney(amount: number, currency: string): Money {
  const code = currency.toUpperCase()
  return { amount: BigInt(amount), currency: code as Currency }
}

/** docs.stripe.com/payments/paymentintents/lifecycle. A declined card leaves the payment open: another may be tried. */
export function asState(intent: Stripe.PaymentIntent): Snapshot['state'] {
  switch (intent.status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
    case 'requires_action':
      return 'requires_action'
    case 'requires_capture':
      return 'authorized'
    case 'succeeded':
      return 'succeeded'
    case 'canceled':
      return 'cancelled'
    default:
      return 'processing'
  }
}

/** What hangs on the charge. */
type Hanging = {
  publishableKey: string
  refunds: readonly Stripe.Refund[]
  disputes: readonly Stripe.Dispute[]
  warnings?: readonly FraudWarning[]
}

export function asSnapshot(intent: Stripe.PaymentIntent, { publishableKey, refunds, disputes, warnings = [] }: Hanging): Snapshot {
  const state = asState(intent)
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null
  const failureCode = intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code
  const label = charge?.captured ? asLabel(charge) : undefined
  return {
    state,
    expected: asMoney(intent.amount, intent.currency),
    liveMode: intent.livemode,
    movements: [...captures(charge), ...disputes.flatMap(chargebacks)],
    refunds: refunds.map(asRefundSnapshot),
    disputes: disputes.map(asDisputeSnapshot),
    fraudWarnings: warnings,
    ...(label ? { label } : {}),
    ...(failureCode ? { failureCode, failure: 'declined' as const } : {}),
    ...(state === 'requires_action' && intent.client_secret
      ? { nextAction: { type: 'client_secret' as const, clientSecret: intent.client_secret, publishableKey } }
      : {}),
  }
}

function captures(charge: Stripe.Charge | null): ObservedMovement[] {
  if (!charge?.captured || charge.amount_captured === 0) return []
  return [
    {
      kind: 'capture',
      externalId: charge.id,
      amount: asMoney(charge.amount_captured, charge.currency),
      occurredAt: asDate(charge.created),
    },
  ]
}

/** What a dispute took from the balance and what it gave back, apart from its fee. */
export const chargebacks = (dispute: Stripe.Dispute): ObservedMovement[] => disputeMovements(dispute).map(({ movement }) => movement)

/** After an appeal a dispute may take the same money again: from the second time on its row of the balance names the movement. */
export function disputeMovements(dispute: Stripe.Dispute): { row: Stripe.BalanceTransaction; movement: ObservedMovement }[] {
  const seen = new Set<string>()
  return dispute.balance_transactions.flatMap((row) => {
    if (row.amount === 0) return []
    const kind = row.amount < 0 ? ('chargeback' as const) : ('chargeback_reversal' as const)
    const externalId = seen.has(kind) ? row.id : dispute.id
    seen.add(kind)
    const isChanged = row.currency !== dispute.currency
    const amount = asMoney(isChanged ? dispute.amount : Math.abs(row.amount), dispute.currency)
    return [{ row, movement: { kind, externalId, amount, occurredAt: asDate(row.created) } }]
  })
}

/** docs.stripe.com/disputes/how-disputes-work: an inquiry only asks, an appeal asks once more; `prevented` never became one. */
const disputeStates: Record<string, DisputeSnapshot['state']> = {
  warning_needs_response: 'asked',
  warning_under_review: 'asked',
  needs_response: 'taken',
  under_review: 'taken',
  appeal_needs_response: 'appealed',
  appeal_under_review: 'appealed',
}

export function asDisputeSnapshot(dispute: Stripe.Dispute): DisputeSnapshot {
  const { due_by } = dispute.evidence_details
  return {
    reference: dispute.id,
    state: disputeStates[dispute.status] ?? 'over',
    amount: asMoney(dispute.amount, dispute.currency),
    ...(due_by && dispute.status.endsWith('needs_response') ? { answerBy: asDate(due_by) } : {}),
  }
}

/** docs.stripe.com/api/refunds/object: `succeeded` may still become `failed` later. */
export function asRefundSnapshot(refund: Stripe.Refund): RefundSnapshot {
  const refundId = refund.metadata?.[refundIdKey]
  return {
    reference: refund.id,
    state: refund.status === 'succeeded' ? 'succeeded' : refund.status === 'failed' || refund.status === 'canceled' ? 'failed' : 'pending',
    amount: asMoney(refund.amount, refund.currency),
    occurredAt: asDate(refund.created),
    ...(refundId ? { refundId } : {}),
    ...(refund.failure_reason ? { failureCode: refund.failure_reason } : {}),
  }
}

/** `Visa ·· 4242`: what the customer finds on the statement. */
function asLabel(charge: Stripe.Charge): string | undefined {
  const card = charge.payment_method_details?.card
  if (!card?.last4) return undefined
  return `${brandOf(card.brand)} ·· ${card.last4}`
}

export function brandOf(brand: string | null): string {
  const name = brand ?? 'card'
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

export function asDate(seconds: number): Date {
  return new Date(seconds * 1000)
}

/** docs.stripe.com/error-handling. What is not listed is ambiguous. */
export function classifyStripe(error: unknown): GatewayFault {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: 'ambiguous', code: 'unknown', failure: 'gateway_unavailable' }
  const code = error.decline_code ?? error.code ?? error.type
  const replayed = isReplayed(error) ? { isReplayed: true as const } : {}
  const fault = (kind: GatewayFault['kind'], failure: GatewayFault['failure']): GatewayFault => ({ kind, code, failure, ...replayed })
  if (error instanceof Stripe.errors.StripeCardError) return fault('declined', 'declined')
  if (error instanceof Stripe.errors.StripeRateLimitError) return fault('rate-limited', 'gateway_unavailable')
  if (error instanceof Stripe.errors.StripeAuthenticationError || error instanceof Stripe.errors.StripePermissionError)
    return fault('auth', 'gateway_unavailable')
  // Another request with our key is at work: it will have an answer soon.
  if (error instanceof Stripe.errors.StripeIdempotencyError) return fault('ambiguous', 'gateway_unavailable')
  if (error instanceof Stripe.errors.StripeConnectionError && wasNeverSent(error)) return fault('unavailable', 'gateway_unavailable')
  if (error instanceof Stripe.errors.StripeInvalidRequestError) {
    if (error.code === 'charge_already_refunded') return fault('already-done', 'other')
    return fault(error.statusCode === 404 ? 'not-found' : 'invalid', 'other')
  }
  return fault('ambiguous', 'gateway_unavailable')
}

/** docs.stripe.com/api/idempotent_requests: what they keep under a key they give again, a 500 too. */
export function isReplayed(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeError && error.headers?.['idempotent-replayed'] === 'true'
}

/** Nobody listened, or the name has no address: the request cannot have been seen. */
function wasNeverSent(error: Error): boolean {
  for (
    let at: unknown = (error as { detail?: unknown }).detail ?? error.cause, depth = 0;
    at instanceof Error && depth < 4;
    at = at.cause, depth += 1
  ) {
    if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes((at as { code?: string }).code ?? '')) return true
  }
  return false
}
