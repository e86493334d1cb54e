/**
 * Phones that answer by themselves (momodeveloper.mtn.com/api-documentation/testing): theirs are 46733123450 and so on; here any
 * number that ends so does the same, and any other waits for its person.
 */
export const phoneTable: Readonly<Record<string, { reason: string | null; afterSeconds: number } | 'ongoing'>> = {
  '123450': { reason: 'INTERNAL_PROCESSING_ERROR', afterSeconds: 0 },
  '123451': { reason: 'APPROVAL_REJECTED', afterSeconds: 0 },
  '123452': { reason: 'EXPIRED', afterSeconds: 0 },
  '123453': 'ongoing',
  '123454': { reason: null, afterSeconds: 30 },
  '123455': { reason: 'PAYER_NOT_FOUND', afterSeconds: 0 },
  '123456': { reason: null, afterSeconds: 0 },
  '123463': { reason: 'COULD_NOT_PERFORM_TRANSACTION', afterSeconds: 0 },
}

/** Numbers that are refused at the door. */
export const refusedPhones: Readonly<Record<string, { status: number; code: string }>> = {
  '123460': { status: 500, code: 'INVALID_CURRENCY' },
  '123461': { status: 500, code: 'INTERNAL_PROCESSING_ERROR' },
  '123462': { status: 503, code: 'SERVICE_UNAVAILABLE' },
}
