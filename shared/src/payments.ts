/**
 * A payment is one attempt to take money for one order. Higher ranks win: a late, older observation never overwrites a
 * newer state (see docs/architecture.md, Payments).
 */
export const paymentStates = {
  starting: { rank: 1, open: true },
  requires_action: { rank: 2, open: true },
  /** The gateway's answer was lost or unclear: money may have moved. Never failed, never failed over. */
  unknown: { rank: 3, open: true },
  processing: { rank: 4, open: true },
  authorized: { rank: 5, open: true },
  /** Nothing came in time. Soft: money that comes later opens a case. */
  expired: { rank: 6, open: false },
  failed: { rank: 6, open: false },
  cancelled: { rank: 6, open: false },
  /** Amount, currency or account differ from what we asked. A person decides. */
  conflicted: { rank: 7, open: false },
  succeeded: { rank: 8, open: false },
} as const satisfies Record<string, { rank: number; open: boolean }>

export type PaymentState = keyof typeof paymentStates
export const paymentStateNames = Object.keys(paymentStates) as PaymentState[]

export const isOpenPayment = (state: PaymentState): boolean => paymentStates[state].open

/** What a customer chooses. */
export const paymentMethods = ['card', 'stars', 'cash_on_delivery'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/** What the customer must do next; the Mini App draws by this, never by the gateway's name. */
export type NextAction =
  | { type: 'none' }
  | { type: 'client_secret'; clientSecret: string; publishableKey: string }
  | { type: 'open_invoice'; url: string }

/**
 * Why a payment did not go through, in our words; the Mini App translates `payments.failure.<code>`. A lost, stolen or
 * suspected card is `declined` like any other: whoever holds it must not learn more (docs.stripe.com/declines/codes).
 */
export const paymentFailures = [
  'declined',
  'insufficient_funds',
  'expired_card',
  'incorrect_details',
  'authentication_failed',
  'limit_exceeded',
  'not_supported',
  'cancelled_by_customer',
  'expired',
  'gateway_unavailable',
  'other',
] as const
export type PaymentFailure = (typeof paymentFailures)[number]

/** Why a way to pay is not offered here and now; the Mini App translates `payments.unavailable.<reason>`. */
export const unavailableReasons = ['digital_needs_stars', 'physical_not_stars', 'mixed_cart', 'country', 'amount', 'down'] as const
export type UnavailableReason = (typeof unavailableReasons)[number]

export const refundStates = ['requested', 'pending', 'succeeded', 'failed', 'unknown'] as const
export type RefundState = (typeof refundStates)[number]

export const refundReasons = ['requested_by_customer', 'damaged', 'not_delivered', 'out_of_stock', 'duplicate', 'fraud', 'other'] as const
export type RefundReason = (typeof refundReasons)[number]

/** Append-only facts of a payment; a chargeback is what a bank takes back in a dispute. */
export const movementKinds = ['capture', 'refund', 'refund_reversal', 'chargeback', 'chargeback_reversal'] as const
export type MovementKind = (typeof movementKinds)[number]

/** What about money must be settled by a rule or a person; the staff's words are `admin.case.<kind>`. */
export const caseKinds = ['late', 'over', 'under', 'duplicate', 'conflicted', 'orphan', 'refund_failed', 'dispute'] as const
export type CaseKind = (typeof caseKinds)[number]
