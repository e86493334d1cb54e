import type { PaymentFailure } from 'shared/payments'
import type { Db } from '../../platform/db.ts'
import { seedGatewayErrors } from './queries.ts'

// docs.stripe.com/declines/codes: what each code means to the person paying, and whether the same card may be tried again.
const stripe: [code: string, failure: PaymentFailure, mayRetry: boolean][] = [
  ['card_declined', 'declined', true],
  ['generic_decline', 'declined', true],
  ['do_not_honor', 'declined', true],
  ['insufficient_funds', 'insufficient_funds', true],
  ['expired_card', 'expired_card', false],
  ['incorrect_cvc', 'incorrect_details', true],
  ['incorrect_number', 'incorrect_details', true],
  ['invalid_number', 'incorrect_details', true],
  ['invalid_expiry_month', 'incorrect_details', true],
  ['invalid_expiry_year', 'incorrect_details', true],
  ['invalid_cvc', 'incorrect_details', true],
  ['incorrect_zip', 'incorrect_details', true],
  ['authentication_required', 'authentication_failed', true],
  ['payment_intent_authentication_failure', 'authentication_failed', true],
  // What the thief holding the card reads must not differ from any other refusal: docs.stripe.com/declines/codes.
  ['lost_card', 'declined', false],
  ['stolen_card', 'declined', false],
  ['fraudulent', 'declined', false],
  ['pickup_card', 'declined', false],
  ['card_velocity_exceeded', 'limit_exceeded', true],
  ['withdrawal_count_limit_exceeded', 'limit_exceeded', true],
  ['amount_too_large', 'limit_exceeded', false],
  ['card_not_supported', 'not_supported', false],
  ['currency_not_supported', 'not_supported', false],
  ['processing_error', 'gateway_unavailable', true],
  ['issuer_not_available', 'gateway_unavailable', true],
  ['try_again_later', 'gateway_unavailable', true],
  ['rate_limit', 'gateway_unavailable', true],
  ['lock_timeout', 'gateway_unavailable', true],
]

/** Adds the readings of error codes that are missing; rows an operator changed stay as they are. Safe to run at every start. */
export async function seedErrors({ db }: { db: Db }): Promise<void> {
  await seedGatewayErrors(
    db,
    stripe.map(([code, failure, mayRetry]) => ({ gateway: 'stripe', code, failure, mayRetry })),
  )
}
