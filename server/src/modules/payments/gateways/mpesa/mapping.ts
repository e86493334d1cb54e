import { z } from 'zod'
import { money, parseDecimal, type Money } from 'shared/money'
import type { PaymentFailure } from 'shared/payments'
import { TokenUnavailable } from '../../../../platform/held-token.ts'
import type { GatewayFault, Snapshot } from '../gateway.ts'
import { withoutToken } from '../without-token.ts'
import { DarajaError, isTokenRefused, type Listing } from './client.ts'
import { fromNairobi } from './nairobi.ts'
import { mpesaErrorCodes, mpesaResultCodes } from './error-codes.ts'

/** A Safaricom number, however it is written, as `+2547…` or `+2541…`. */
export function kenyanPhone(given: string): string | undefined {
  const bare = given.replaceAll(/[\s().-]/g, '')
  const match = /^(?:\+?254|0)([71]\d{8})$/.exec(bare)
  return match ? `+254${match[1]}` : undefined
}

/** Whole shillings; the money is never finer, `stepOf` sees to it. */
export function shillingsOf({ amount }: Money): number {
  if (amount % 100n !== 0n) throw new RangeError('M-Pesa takes whole shillings')
  return Number(amount / 100n)
}

/** What a push has come to. `pending`: they are still at it. */
export type PushResult = 'pending' | { code: string }

export type Receipt = { receipt: string; amount: Money; at: Date; account: string }

export function asReceipts(listed: readonly Listing[]): Receipt[] {
  return listed.flatMap(({ transactionId, trxDate, billreference, amount }) => {
    const paid = parseDecimal(amount, 'KES')
    const at = fromNairobi(trxDate)
    return paid && at ? [{ receipt: transactionId, amount: paid, at, account: billreference }] : []
  })
}

/** What people type on their phone, as we write it. */
export const asAccount = (typed: string): string => typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')

/** How a push that ended without money reads. A code nobody has told us of is unknown. */
export function asEnded(code: string): Pick<Snapshot, 'state' | 'movements' | 'failure' | 'failureCode'> {
  const failure: PaymentFailure | undefined = mpesaResultCodes[code]
  if (failure === undefined) return { state: 'unknown', movements: [], failureCode: code }
  const isOver = failure === 'expired' || failure === 'cancelled_by_customer'
  return { state: isOver ? 'cancelled' : 'failed', movements: [], failure, failureCode: code }
}

/**
 * Their code 500.001.1001 means at least four things and only its text tells them apart (the same page, "Common error codes";
 * github.com/safaricom/LNMOnlineAndroidSample issue 13).
 */
export function isStillProcessing(error: unknown): boolean {
  return error instanceof DarajaError && error.code === '500.001.1001' && /being processed/i.test(error.message)
}

export function classifyDaraja(error: unknown): GatewayFault {
  if (error instanceof TokenUnavailable) return withoutToken(classifyDaraja(error.cause))
  if (error instanceof ReceiptUnknown) return { kind: 'rate-limited', code: 'receipt_not_listed', failure: 'gateway_unavailable' }
  if (error instanceof ReceiptUnconfirmed) return { kind: 'declined', code: 'receipt_not_confirmed', failure: 'other' }
  if (!(error instanceof DarajaError)) return { kind: 'ambiguous', code: 'no_answer', failure: 'gateway_unavailable' }
  const code = codeOf(error)
  return { kind: kindOf(error, code), code, failure: mpesaErrorCodes[code] ?? 'gateway_unavailable' }
}

/** Nothing to reverse is known from their book yet. */
export class ReceiptUnknown extends Error {}

/** Staff alone know the receipt, and their book goes back too short a time to say whose it is. */
export class ReceiptUnconfirmed extends Error {}

function codeOf({ code, message }: DarajaError): string {
  if (code !== '500.001.1001') return code
  if (/lock subscriber/i.test(message)) return 'subscriber_locked'
  if (/wrong credentials/i.test(message)) return 'wrong_credentials'
  if (/merchant does not exist/i.test(message)) return 'no_such_merchant'
  return code
}

function kindOf(error: DarajaError, code: string): GatewayFault['kind'] {
  if (isTokenRefused(error) || code === 'wrong_credentials' || code === 'no_such_merchant') return 'auth'
  if (code === 'subscriber_locked' || error.status === 200) return 'declined'
  // Turned away at the door: spike arrest, quota, "system is busy".
  if (code === '500.003.02' || code === '500.003.03' || error.status === 429 || error.status === 503) return 'rate-limited'
  if (error.status >= 400 && error.status < 500) return 'invalid'
  return 'ambiguous'
}

const Item = z.object({ Name: z.string(), Value: z.union([z.string(), z.number()]).optional() })
const StkCallback = z.object({
  Body: z.object({
    stkCallback: z.object({
      CheckoutRequestID: z.string().min(1).max(128),
      ResultCode: z.coerce.string(),
      CallbackMetadata: z.object({ Item: z.array(Item) }).optional(),
    }),
  }),
})
const Result = z.object({
  Result: z.object({
    ResultCode: z.coerce.string(),
    OriginatorConversationID: z.string().min(1),
    ResultParameters: z
      .object({ ResultParameter: z.array(z.object({ Key: z.string(), Value: z.union([z.string(), z.number()]).optional() })) })
      .optional(),
  }),
})

/** One of their calls to a payment's own address. They sign nothing. */
export type Told =
  | { kind: 'push'; checkoutRequestId: string; code: string; receipt: string | undefined; amount: Money | undefined }
  | { kind: 'reversal'; conversationId: string; code: string; receipt: string | undefined }

export function readTold(raw: Uint8Array): Told | undefined {
  const body = parse(raw)
  const push = StkCallback.safeParse(body)
  if (push.success) {
    const { CheckoutRequestID, ResultCode, CallbackMetadata } = push.data.Body.stkCallback
    const value = (name: string) => CallbackMetadata?.Item.find((item) => item.Name === name)?.Value
    const receipt = value('MpesaReceiptNumber')
    return {
      kind: 'push',
      checkoutRequestId: CheckoutRequestID,
      code: ResultCode,
      receipt: receipt === undefined ? undefined : String(receipt),
      amount: parseDecimal(String(value('Amount') ?? ''), 'KES'),
    }
  }
  const result = Result.safeParse(body)
  if (!result.success) return undefined
  const { ResultCode, OriginatorConversationID, ResultParameters } = result.data.Result
  const original = ResultParameters?.ResultParameter.find(({ Key }) => Key === 'OriginalTransactionID')?.Value
  return {
    kind: 'reversal',
    conversationId: OriginatorConversationID,
    code: ResultCode,
    receipt: original === undefined ? undefined : String(original),
  }
}

function parse(raw: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(raw))
  } catch {
    return undefined
  }
}

export const sumOf = (receipts: Iterable<{ amount: Money }>): Money =>
  money(
    [...receipts].reduce((sum, { amount }) => sum + amount.amount, 0n),
    'KES',
  )
