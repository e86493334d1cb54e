import { z } from 'zod'

// What Daraja takes, as strictly as it does (developer.safaricom.co.ke); an address at home may do without https here.

const https = /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1)[:/]/
export const Shortcode = z.coerce.string().regex(/^\d{5,7}$/)
export const Phone = z.coerce.string().regex(/^254[71]\d{8}$/)
export const Signed = z.object({ BusinessShortCode: Shortcode, Password: z.string(), Timestamp: z.string().regex(/^20\d{12}$/) })
export const PushRequest = Signed.extend({
  TransactionType: z.enum(['CustomerPayBillOnline', 'CustomerBuyGoodsOnline']),
  Amount: z.coerce.number().int().min(1),
  PartyA: Phone,
  PartyB: Shortcode,
  PhoneNumber: Phone,
  CallBackURL: z.string().regex(https),
  AccountReference: z.string().min(1).max(12),
  TransactionDesc: z.string().max(13),
})
export const QueryRequest = Signed.extend({ CheckoutRequestID: z.string().min(1) })
export const ReversalRequest = z.object({
  Initiator: z.string().min(1),
  SecurityCredential: z.string().min(1),
  CommandID: z.literal('TransactionReversal'),
  TransactionID: z.string().min(1),
  Amount: z.coerce.number().int().min(1),
  ReceiverParty: Shortcode,
  RecieverIdentifierType: z.coerce.string().regex(/^11$/),
  ResultURL: z.string().regex(https),
  QueueTimeOutURL: z.string().regex(https),
  Remarks: z.string().min(2).max(100),
})
const moment = /^\d{4}-\d\d-\d\d \d{1,2}:\d\d(:\d\d)?$/
export const PullRequest = z.object({
  ShortCode: Shortcode,
  StartDate: z.string().regex(moment),
  EndDate: z.string().regex(moment),
  OffSetValue: z.coerce.number().int().min(0),
})
