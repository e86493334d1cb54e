import type { Currency } from './currencies.ts'

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
export const paymentMethods = [
  'card',
  'paypal',
  'mpesa',
  'mtn_momo',
  'ton',
  'usdt_ton',
  'stars',
  'bitcoin',
  'ethereum',
  'usdt_ethereum',
  'cash_on_delivery',
] as const
export type PaymentMethod = (typeof paymentMethods)[number]

/** Ways to pay that ask on the customer's phone: what stands there cannot be taken back, and is over after minutes. */
export const phoneMethods: ReadonlySet<PaymentMethod> = new Set(['mpesa', 'mtn_momo'])

/** Ways to pay where the customer sends the money themselves: it is seen when it comes. */
export const transferMethods: ReadonlySet<PaymentMethod> = new Set(['ton', 'usdt_ton', 'bitcoin', 'ethereum', 'usdt_ethereum'])

/**
 * Where the shop is open: inside Telegram, or in a browser of its own. Told by how the customer signed in, never by what
 * the app says.
 */
export const surfaces = ['mini_app', 'web'] as const
export type Surface = (typeof surfaces)[number]

/** What a way to pay must know of who pays before it can begin. */
export const payerFields = ['phone'] as const
export type PayerField = (typeof payerFields)[number]

/** What the customer must do next; the Mini App draws by this, never by the gateway's name. */
export type NextAction =
  | { type: 'none' }
  /** `customerSecret` opens, for a while, the cards that are kept for who pays. */
  | { type: 'client_secret'; clientSecret: string; publishableKey: string; customerSecret?: string | undefined }
  | { type: 'open_invoice'; url: string }
  /** To say yes at PayPal: its own button by `orderId`, or its page at `url`. `scriptUrl` only in the sandbox, for its script. */
  | { type: 'approve'; orderId: string; clientId: string; live: boolean; scriptUrl: string | null; url: string }
  /** To answer the question on the phone; `phone` shows only its end. */
  | { type: 'await_push'; phone: string; asksUntil: string }
  /** To send coins. `request` is the same for a connected wallet, made by the server. */
  | CoinTransfer

export const networks = ['ton', 'bitcoin', 'ethereum'] as const
export type Network = (typeof networks)[number]

export type CoinTransfer = {
  type: 'transfer'
  network: Network
  /** Whether it is the network's test net. */
  test: boolean
  to: string
  /** What must be written with it, or it is nobody's; null where the address alone tells. */
  memo: string | null
  /** The token's contract or master; null for the network's own coin. */
  token: string | null
  /** For a QR code: opens a wallet with all of it filled in (BIP 21, EIP-681, ton://transfer). */
  uri: string
  /** What is still to be sent, in minor units: less than was asked once a part of it has come. */
  due: string
  request: WalletRequest | null
  /** What was seen of it so far, not final yet; `amount` in minor units. */
  seen: { amount: string; confirmations: number; needed: number } | null
}

/** What TON Connect's `sendTransaction` takes (docs.ton.org/ton-connect), `from` the proven wallet. `validUntil` in seconds since 1970. */
export type WalletRequest = {
  validUntil: number
  network: string
  from: string
  messages: { address: string; amount: string; payload?: string }[]
}

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
  'wrong_pin',
  'phone_unreachable',
  'not_registered',
  'busy',
  'not_supported',
  'cancelled_by_customer',
  'expired',
  'gateway_unavailable',
  'other',
] as const
export type PaymentFailure = (typeof paymentFailures)[number]

/** Why a way to pay is not offered here and now; the Mini App translates `payments.unavailable.<reason>`. */
export const unavailableReasons = [
  'digital_needs_stars',
  'physical_not_stars',
  'mixed_cart',
  'country',
  'amount',
  'surface',
  'no_rate',
  'down',
] as const
export type UnavailableReason = (typeof unavailableReasons)[number]

/**
 * How an amount in one currency became another: `rate` is a decimal, units of `to` for one of `from`, the shop's spread
 * included; `table` names the rates it was taken from.
 */
export type AppliedRate = { table: string; from: Currency; to: Currency; rate: string; sources: string[]; takenAt: string }

export const refundStates = ['requested', 'pending', 'succeeded', 'failed', 'unknown'] as const
export type RefundState = (typeof refundStates)[number]

export const refundReasons = ['requested_by_customer', 'damaged', 'not_delivered', 'out_of_stock', 'duplicate', 'fraud', 'other'] as const
export type RefundReason = (typeof refundReasons)[number]

/** Append-only facts of a payment; a chargeback is what a bank takes back in a dispute. */
export const movementKinds = ['capture', 'refund', 'refund_reversal', 'chargeback', 'chargeback_reversal'] as const
export type MovementKind = (typeof movementKinds)[number]

/** What a gateway did with our money of itself: took for its work, sent to the bank, changed into another currency, or said nothing of. */
export const ownSettlementKinds = ['fee', 'payout', 'exchange', 'other'] as const
/** What a gateway's settlement tells of: movements of payments, and what it did of itself. */
export const settlementKinds = [...movementKinds, ...ownSettlementKinds] as const
export type SettlementKind = (typeof settlementKinds)[number]

/** What about money must be settled by a rule or a person; the staff's words are `admin.case.<kind>`. */
export const caseKinds = [
  'late',
  'over',
  'under',
  'duplicate',
  'conflicted',
  'unknown_outcome',
  'orphan',
  'refund_failed',
  'refund_by_hand',
  'dispute',
  'settlement',
  'fraud_warning',
] as const
export type CaseKind = (typeof caseKinds)[number]
