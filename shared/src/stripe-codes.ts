import type { PaymentFailure } from './payments.ts'

/**
 * What Stripe's codes mean to the person paying (docs.stripe.com/declines/codes, /error-codes); any other is `declined`. Read by the
 * form, which hears of a refusal first, and by the server, whose operator may read a code otherwise (`gateway_errors`).
 */
export const stripeErrorCodes: Readonly<Record<string, PaymentFailure>> = {
  card_declined: 'declined',
  generic_decline: 'declined',
  do_not_honor: 'declined',
  insufficient_funds: 'insufficient_funds',
  expired_card: 'expired_card',
  incorrect_cvc: 'incorrect_details',
  incorrect_number: 'incorrect_details',
  invalid_number: 'incorrect_details',
  invalid_expiry_month: 'incorrect_details',
  invalid_expiry_year: 'incorrect_details',
  invalid_cvc: 'incorrect_details',
  incorrect_zip: 'incorrect_details',
  authentication_required: 'authentication_failed',
  payment_intent_authentication_failure: 'authentication_failed',
  // What the thief holding the card reads must not differ from any other refusal (the same page).
  lost_card: 'declined',
  stolen_card: 'declined',
  fraudulent: 'declined',
  pickup_card: 'declined',
  card_velocity_exceeded: 'limit_exceeded',
  withdrawal_count_limit_exceeded: 'limit_exceeded',
  amount_too_large: 'limit_exceeded',
  card_not_supported: 'not_supported',
  currency_not_supported: 'not_supported',
  processing_error: 'gateway_unavailable',
  issuer_not_available: 'gateway_unavailable',
  try_again_later: 'gateway_unavailable',
  rate_limit: 'gateway_unavailable',
  lock_timeout: 'gateway_unavailable',
}
