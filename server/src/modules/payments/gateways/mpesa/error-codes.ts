import type { PaymentFailure } from 'shared/payments'

/**
 * Result codes of a push (developer.safaricom.co.ke/apis/MpesaExpressSimulate, "Result codes") and what they mean to the
 * person paying. A code that is not here is unknown: nobody may call it failed.
 */
export const mpesaResultCodes: Readonly<Record<string, PaymentFailure>> = {
  '1': 'insufficient_funds',
  '2': 'limit_exceeded',
  '3': 'limit_exceeded',
  '4': 'limit_exceeded',
  '8': 'limit_exceeded',
  // The same sum to the same person within two minutes; a session of theirs is still open.
  '17': 'busy',
  '26': 'busy',
  '1001': 'busy',
  '1019': 'expired',
  '1025': 'phone_unreachable',
  '1032': 'cancelled_by_customer',
  '1037': 'phone_unreachable',
  '2001': 'wrong_pin',
  '9999': 'phone_unreachable',
  // Ours to mend: a wrong type or receiver, an operator that is not there or locked.
  '2028': 'not_supported',
  '8006': 'other',
  SFC_IC0003: 'not_supported',
}

/** Refusals before anything began (the same page, "Error codes"), by the code `classifyDaraja` gives them. */
export const mpesaErrorCodes: Readonly<Record<string, PaymentFailure>> = {
  ...mpesaResultCodes,
  subscriber_locked: 'busy',
  wrong_credentials: 'gateway_unavailable',
  no_such_merchant: 'gateway_unavailable',
  '500.003.02': 'gateway_unavailable',
  '500.003.03': 'gateway_unavailable',
}
