import type { PaymentFailure } from 'shared/payments'

/** momodeveloper.mtn.com/api-documentation/common-error: what their reasons mean to the person paying. Any other is `other`. */
export const momoErrorCodes: Readonly<Record<string, PaymentFailure>> = {
  NOT_ENOUGH_FUNDS: 'insufficient_funds',
  PAYER_LIMIT_REACHED: 'limit_exceeded',
  APPROVAL_REJECTED: 'cancelled_by_customer',
  REJECTED: 'cancelled_by_customer',
  TRANSACTION_CANCELED: 'cancelled_by_customer',
  EXPIRED: 'expired',
  // Nobody answered within five minutes.
  COULD_NOT_PERFORM_TRANSACTION: 'expired',
  PAYMENT_NOT_APPROVED: 'declined',
  PAYER_NOT_FOUND: 'not_registered',
  // Their word for anything, mostly for too little money.
  INTERNAL_PROCESSING_ERROR: 'declined',
  PAYEE_NOT_ALLOWED_TO_RECEIVE: 'gateway_unavailable',
  PAYEE_NOT_FOUND: 'gateway_unavailable',
  NOT_ALLOWED: 'gateway_unavailable',
  NOT_ALLOWED_TARGET_ENVIRONMENT: 'gateway_unavailable',
  INVALID_CALLBACK_URL_HOST: 'gateway_unavailable',
  INVALID_CURRENCY: 'gateway_unavailable',
  SERVICE_UNAVAILABLE: 'gateway_unavailable',
}
