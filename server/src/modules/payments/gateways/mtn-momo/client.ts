import { z } from 'zod'
import type { Clock } from '../../../../platform/clock.ts'
import { heldToken } from '../../../../platform/held-token.ts'
import type { MomoConfig, MomoKeys } from './environment.ts'

/** With a token refused and fetched anew there are four tries, which stay below the patience of whoever asks. */
const patienceMs = 7_000

/** They answered, and it is no yes. */
export class MomoError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const Token = z.object({ access_token: z.string(), expires_in: z.coerce.number() })
const Refusal = z.object({ code: z.string(), message: z.string().default('') })
const Reason = z.union([z.string(), z.object({ code: z.string() }).transform(({ code }) => code)])
const Transaction = z.object({
  amount: z.coerce.string(),
  currency: z.string(),
  status: z.string(),
  financialTransactionId: z.coerce.string().optional(),
  reason: Reason.optional(),
})
export type MomoTransaction = z.infer<typeof Transaction>

type Asked = { referenceId: string; callbackUrl: string; body: object }

/** MTN MoMo in their words (momodeveloper.mtn.com). Their two products have keys and tokens of their own. */
export function momoClient(config: MomoConfig, clock: Clock) {
  function product(name: 'collection' | 'disbursement', keys: MomoKeys) {
    async function send(path: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
      const headers = { ...init.headers, 'Ocp-Apim-Subscription-Key': keys.subscription }
      const options = { ...init, headers, redirect: 'error' as const, signal: AbortSignal.timeout(patienceMs) }
      const response = await fetch(`${config.apiUrl}/${name}${path}`, options)
      const body = parse(await response.text())
      if (response.ok) return { status: response.status, body }
      const refusal = Refusal.safeParse(body)
      const { code, message } = refusal.success ? refusal.data : { code: `http_${response.status}`, message: 'No answer of MTN MoMo' }
      throw new MomoError(response.status, code, message)
    }

    async function fetchToken() {
      const basic = Buffer.from(`${keys.user}:${keys.secret}`).toString('base64')
      const { body } = await send('/token/', { method: 'POST', headers: { authorization: `Basic ${basic}` } })
      const { access_token, expires_in } = Token.parse(body)
      return { token: access_token, seconds: expires_in }
    }
    const isRefused = (error: unknown) => error instanceof MomoError && error.status === 401
    const withToken = heldToken({ clock, fetchToken, isRefused })

    const call = (path: string, init: RequestInit): Promise<unknown> =>
      withToken(async (token) => {
        const headers = { ...init.headers, authorization: `Bearer ${token}`, 'X-Target-Environment': config.market }
        return (await send(path, { ...init, headers })).body
      })

    return {
      ask: (path: string, { referenceId, callbackUrl, body }: Asked) =>
        call(path, {
          method: 'POST',
          headers: { 'X-Reference-Id': referenceId, 'X-Callback-Url': callbackUrl, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      read: async (path: string): Promise<MomoTransaction> => Transaction.parse(await call(path, { method: 'GET' })),
    }
  }

  return {
    collection: product('collection', config.collection),
    disbursement: config.disbursement && product('disbursement', config.disbursement),
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
