import { z } from 'zod'

// What MTN takes, as strictly as it does (momodeveloper.mtn.com).

export const uuid4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i
export const Amount = z.string().regex(/^\d+(\.\d{1,2})?$/)
export const ToPay = z.strictObject({
  amount: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  externalId: z.string().min(1),
  payer: z.strictObject({ partyIdType: z.enum(['MSISDN', 'EMAIL', 'PARTY_CODE']), partyId: z.string().min(1) }),
  payerMessage: z.string().max(160).default(''),
  payeeNote: z.string().max(160).default(''),
})
export const Refund = z.strictObject({
  amount: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  externalId: z.string().min(1),
  payerMessage: z.string().max(160).default(''),
  payeeNote: z.string().max(160).default(''),
  referenceIdToRefund: z.string().regex(uuid4),
})
