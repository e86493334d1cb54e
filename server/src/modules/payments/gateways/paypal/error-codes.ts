import type { PaymentFailure } from 'shared/payments'

/** Issues of `POST …/capture` after which the payer may choose another way to pay at PayPal, in the same order. */
export const payerMayChooseAnother: ReadonlySet<string> = new Set([
  'INSTRUMENT_DECLINED',
  'PAYER_ACTION_REQUIRED',
  'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING',
])

/**
 * Issues of a capture that end this order, and how they read to people (checkout_orders_v2, `orders.capture-422`). Whoever
 * PayPal suspects reads no more than `declined`. What is listed nowhere is a fault of ours.
 */
export const paypalErrorCodes: Readonly<Record<string, PaymentFailure>> = {
  INSTRUMENT_DECLINED: 'declined',
  PAYER_ACTION_REQUIRED: 'authentication_failed',
  REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: 'declined',
  TRANSACTION_REFUSED: 'declined',
  PAYMENT_DENIED: 'declined',
  DECLINED_DUE_TO_RELATED_TXN: 'declined',
  COMPLIANCE_VIOLATION: 'declined',
  PAYER_ACCOUNT_RESTRICTED: 'declined',
  PAYER_ACCOUNT_LOCKED_OR_CLOSED: 'declined',
  PAYER_CANNOT_PAY: 'declined',
  TRANSACTION_BLOCKED_BY_PAYEE: 'declined',
  PAYEE_BLOCKED_TRANSACTION: 'declined',
  REFERENCED_CARD_EXPIRED: 'expired_card',
  CARD_BRAND_NOT_SUPPORTED: 'not_supported',
  DOMESTIC_TRANSACTION_REQUIRED: 'not_supported',
  CURRENCY_NOT_SUPPORTED: 'not_supported',
  TRANSACTION_LIMIT_EXCEEDED: 'limit_exceeded',
  TRANSACTION_RECEIVING_LIMIT_EXCEEDED: 'limit_exceeded',
  MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: 'limit_exceeded',
  ORDER_EXPIRED: 'expired',
}

/** Asked too early or twice at once: the same key again has its answer. */
export const stillAtWork: ReadonlySet<string> = new Set([
  'ORDER_COMPLETION_IN_PROGRESS',
  'PREVIOUS_REQUEST_IN_PROGRESS',
  'REFUND_FAILED_INSUFFICIENT_FUNDS',
])

export const alreadyDone: ReadonlySet<string> = new Set(['ORDER_ALREADY_CAPTURED', 'CAPTURE_FULLY_REFUNDED'])
