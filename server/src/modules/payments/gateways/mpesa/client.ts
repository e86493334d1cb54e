import { z } from 'zod'
import type { Clock } from '../../../../platform/clock.ts'
import { heldToken } from '../../../../platform/held-token.ts'
import type { MpesaConfig } from './environment.ts'
import { inNairobi } from './nairobi.ts'

/** With a token refused and fetched anew there are four tries, which stay below the patience of whoever asks. */
const patienceMs = 7_000

/** They answered, and it is no yes. */
export class DarajaError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const Token = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const Refusal = z.object({ errorCode: z.string(), errorMessage: z.string().default('') })
const Pushed = z.object({
  CheckoutRequestID: z.string().min(1),
  ResponseCode: z.coerce.string(),
  ResponseDescription: z.string().default(''),
})
const Queried = z.object({ ResultCode: z.coerce.string(), ResultDesc: z.string().default('') })
const Accepted = z.object({
  OriginatorConversationID: z.string().min(1),
  ResponseCode: z.coerce.string(),
  ResponseDescription: z.string().default(''),
})
const Listed = z.object({
  ResponseCode: z.coerce.string(),
  Response: z
    .array(
      z.array(
        z.object({
          transactionId: z.string(),
          trxDate: z.string(),
          billreference: z.coerce.string().default(''),
          amount: z.coerce.string(),
        }),
      ),
    )
    .default([]),
})
export type Listing = z.infer<typeof Listed>['Response'][number][number]

/** Daraja in their words (developer.safaricom.co.ke). `fetch` is looked up at each call. */
export function darajaClient(config: MpesaConfig, clock: Clock) {
  async function send(path: string, init: RequestInit): Promise<unknown> {
    const response = await fetch(`${config.apiUrl}${path}`, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
    const text = await response.text()
    const body = parse(text)
    if (response.ok && body !== undefined) return body
    const refusal = Refusal.safeParse(body)
    if (refusal.success) throw new DarajaError(response.status, refusal.data.errorCode, refusal.data.errorMessage)
    throw new DarajaError(response.status, `http_${response.status}`, 'No answer of Daraja')
  }

  async function fetchToken() {
    const basic = Buffer.from(`${config.consumerKey}:${config.consumerSecret}`).toString('base64')
    const headers = { authorization: `Basic ${basic}` }
    const answer = Token.parse(await send('/oauth/v1/generate?grant_type=client_credentials', { headers }))
    return { token: answer.access_token, seconds: answer.expires_in }
  }
  const withToken = heldToken({ clock, fetchToken, isRefused: isTokenRefused })

  const post = <Schema extends z.ZodType>(path: string, body: object, schema: Schema): Promise<z.infer<Schema>> =>
    withToken(async (token) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      return schema.parse(await send(path, { method: 'POST', headers, body: JSON.stringify(body) }))
    })

  /** One moment for the password and beside it: they compare the two. */
  function signed() {
    const Timestamp = inNairobi(clock.now()).replaceAll(/\D/g, '')
    const Password = Buffer.from(`${config.shortcode}${config.passkey}${Timestamp}`).toString('base64')
    return { BusinessShortCode: config.shortcode, Password, Timestamp }
  }

  return {
    push: (question: { shillings: number; phone: string; account: string; about: string; callbackUrl: string }) =>
      post(
        '/mpesa/stkpush/v1/processrequest',
        {
          ...signed(),
          TransactionType: config.type === 'till' ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
          Amount: question.shillings,
          PartyA: question.phone,
          PartyB: config.receiver,
          PhoneNumber: question.phone,
          CallBackURL: question.callbackUrl,
          AccountReference: question.account,
          TransactionDesc: question.about,
        },
        Pushed,
      ),

    query: (checkoutRequestId: string) =>
      post('/mpesa/stkpushquery/v1/query', { ...signed(), CheckoutRequestID: checkoutRequestId }, Queried),

    reverse: (reversal: { receipt: string; shillings: number; callbackUrl: string }) =>
      post(
        '/mpesa/reversal/v1/request',
        {
          Initiator: config.initiator?.name,
          SecurityCredential: config.initiator?.credential,
          CommandID: 'TransactionReversal',
          TransactionID: reversal.receipt,
          Amount: reversal.shillings,
          ReceiverParty: config.shortcode,
          RecieverIdentifierType: '11',
          ResultURL: reversal.callbackUrl,
          QueueTimeOutURL: reversal.callbackUrl,
          Remarks: 'Refund',
        },
        Accepted,
      ),

    /** One page of what was paid in between, from a row on. */
    pull: async (from: Date, to: Date, offset: number): Promise<Listing[]> => {
      const StartDate = inNairobi(from)
      const EndDate = inNairobi(to)
      const body = { ShortCode: config.shortcode, StartDate, EndDate, OffSetValue: String(offset) }
      const { ResponseCode, Response } = await post('/pulltransactions/v1/query', body, Listed)
      if (ResponseCode !== '1000') throw new DarajaError(200, `pull_${ResponseCode}`, 'The book was not shown')
      return Response.flat()
    },
  }
}

export type DarajaClient = ReturnType<typeof darajaClient>

// "Invalid Access Token" has a code of its own on nearly every page of theirs.
const tokenCodes = new Set(['404.001.03', '400.003.01', '401.003.01', '404.001.04'])

export function isTokenRefused(error: unknown): boolean {
  return error instanceof DarajaError && (error.status === 401 || tokenCodes.has(error.code))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
