/**
 * Stripe's test cards (docs.stripe.com/testing). Any other number that passes the Luhn check is accepted and paid, as a
 * live-mode card would be refused in a test account with `card_declined` / `test_mode_live_card`.
 */
export type Decline = { code: string; decline_code?: string; advice_code?: string; message: string }

export type TestCard = {
  brand: string
  /** The ready-made `pm_card_…` of Stripe's test mode. */
  token?: string
  decline?: Decline
  /** Asks for 3-D Secure first. */
  challenge?: true
  dispute?: true
  /** The bank only asks, and takes nothing yet. */
  inquiry?: true
  /** Its network warns that the owner may not have paid. */
  fraudWarning?: true
  refund?: 'fails_later' | 'pending'
}

export const declines = {
  generic: { code: 'card_declined', decline_code: 'generic_decline', advice_code: 'try_again_later', message: 'Your card was declined.' },
  insufficient_funds: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    advice_code: 'try_again_later',
    message: 'Your card has insufficient funds.',
  },
  lost_card: { code: 'card_declined', decline_code: 'lost_card', advice_code: 'do_not_try_again', message: 'Your card was declined.' },
  stolen_card: { code: 'card_declined', decline_code: 'stolen_card', advice_code: 'do_not_try_again', message: 'Your card was declined.' },
  expired_card: { code: 'expired_card', advice_code: 'confirm_card_data', message: 'Your card has expired.' },
  incorrect_cvc: { code: 'incorrect_cvc', advice_code: 'confirm_card_data', message: "Your card's security code is incorrect." },
  processing_error: {
    code: 'processing_error',
    advice_code: 'try_again_later',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  limit_exceeded: {
    code: 'card_declined',
    decline_code: 'card_velocity_exceeded',
    advice_code: 'try_again_later',
    message: 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  },
  not_a_test_card: {
    code: 'card_declined',
    decline_code: 'test_mode_live_card',
    message:
      'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
  },
} as const satisfies Record<string, Decline>

export const testCards: Record<string, TestCard> = {
  '4242424242424242': { brand: 'visa', token: 'pm_card_visa' },
  '4000056655665556': { brand: 'visa', token: 'pm_card_visa_debit' },
  '5555555555554444': { brand: 'mastercard', token: 'pm_card_mastercard' },
  '2223003122003222': { brand: 'mastercard' },
  '378282246310005': { brand: 'amex', token: 'pm_card_amex' },
  '4000000000000002': { brand: 'visa', token: 'pm_card_chargeDeclined', decline: declines.generic },
  '4000000000009995': { brand: 'visa', token: 'pm_card_chargeDeclinedInsufficientFunds', decline: declines.insufficient_funds },
  '4000000000009987': { brand: 'visa', token: 'pm_card_chargeDeclinedLostCard', decline: declines.lost_card },
  '4000000000009979': { brand: 'visa', token: 'pm_card_chargeDeclinedStolenCard', decline: declines.stolen_card },
  '4000000000000069': { brand: 'visa', token: 'pm_card_chargeDeclinedExpiredCard', decline: declines.expired_card },
  '4000000000000127': { brand: 'visa', token: 'pm_card_chargeDeclinedIncorrectCvc', decline: declines.incorrect_cvc },
  '4000000000000119': { brand: 'visa', token: 'pm_card_chargeDeclinedProcessingError', decline: declines.processing_error },
  '4000000000006975': { brand: 'visa', token: 'pm_card_visa_chargeDeclinedVelocityLimitExceeded', decline: declines.limit_exceeded },
  '4000002500003155': { brand: 'visa', token: 'pm_card_authenticationRequiredOnSetup', challenge: true },
  '4000002760003184': { brand: 'visa', token: 'pm_card_authenticationRequired', challenge: true },
  '4000000000003220': { brand: 'visa', token: 'pm_card_threeDSecure2Required', challenge: true },
  '4000008400001629': { brand: 'visa', token: 'pm_card_authenticationRequiredChargeDeclined', challenge: true, decline: declines.generic },
  '4000000000000259': { brand: 'visa', token: 'pm_card_createDispute', dispute: true },
  '4000000000001976': { brand: 'visa', token: 'pm_card_createDisputeInquiry', inquiry: true },
  '4000000000005423': { brand: 'visa', token: 'pm_card_createIssuerFraudRecord', fraudWarning: true },
  '4000000000005126': { brand: 'visa', token: 'pm_card_refundFail', refund: 'fails_later' },
  '4000000000007726': { brand: 'visa', token: 'pm_card_pendingRefund', refund: 'pending' },
}

/** A number that is none of Stripe's test cards is a live card in a test account. */
export function testCard(number: string): TestCard {
  return testCards[number] ?? { brand: 'visa', decline: declines.not_a_test_card }
}

export function cardOfToken(token: string): string | undefined {
  return Object.entries(testCards).find(([, card]) => card.token === token)?.[0]
}

/** ISO/IEC 7812-1, annex B. */
export function passesLuhn(number: string): boolean {
  let sum = 0
  for (const [index, digit] of Array.from(number).toReversed().entries()) {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1)
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
