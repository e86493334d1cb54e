import type { Clock } from '../../../../platform/clock.ts'
import { heldToken } from '../../../../platform/held-token.ts'
import type { PaypalConfig } from './environment.ts'

/** One try may take this long: with a token refused and fetched anew there are four, which stay below the patience of whoever asks. */
const tryMs = 7_000

/** A refusal, with the issue that says which (developer.paypal.com/api/rest/responses/#error-messages). */
export class PaypalError extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string) {
    super(`PayPal answered ${status} ${code}`)
    this.name = 'PaypalError'
    this.status = status
    this.code = code
  }
}

/** No answer came, or none that can be read. */
export class PaypalSilence extends Error {
  readonly wasSent: boolean
  constructor(wasSent: boolean, cause: unknown) {
    super('PayPal did not answer', { cause })
    this.name = 'PaypalSilence'
    this.wasSent = wasSent
  }
}

export type PaypalClient = ReturnType<typeof createPaypalClient>

/** PayPal's REST calls, as few as we need: its own library can be pointed at no other address. `fetch` is looked up at each call. */
export function createPaypalClient({ clientId, clientSecret, apiUrl }: PaypalConfig, clock: Clock) {
  async function fetchToken() {
    const answer = await send(`${apiUrl}/v1/oauth2/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    })
    const { access_token: token, expires_in: seconds } = (await readJson(answer)) as { access_token: string; expires_in: number }
    return { token, seconds }
  }
  // They may end a token early.
  const isRefused = (error: unknown) => error instanceof PaypalError && error.status === 401
  const withToken = heldToken({ clock, fetchToken, isRefused })

  const call = <Answer>(method: 'GET' | 'POST', path: string, { body, key }: { body?: object; key?: string } = {}): Promise<Answer> =>
    withToken(async (token) => {
      const answer = await send(apiUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          // Without it a capture is told without its money.
          prefer: 'return=representation',
          ...(key ? { 'paypal-request-id': key } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return (await readJson(answer)) as Answer
    })

  return {
    get: <Answer>(path: string) => call<Answer>('GET', path),
    post: <Answer>(path: string, key: string, body: object = {}) => call<Answer>('POST', path, { body, key }),
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, redirect: 'error', signal: AbortSignal.timeout(tryMs) })
  } catch (error) {
    throw new PaypalSilence(!wasNeverSent(error), error)
  }
}

/** @throws PaypalError for every status that is no success */
async function readJson(answer: Response): Promise<unknown> {
  let json: unknown
  try {
    json = await answer.json()
  } catch (error) {
    if (answer.ok) throw new PaypalSilence(true, error)
  }
  if (answer.ok) return json
  const { name, error, details } = (json ?? {}) as { name?: unknown; error?: unknown; details?: { issue?: unknown }[] }
  const code = [details?.[0]?.issue, name, error].find((each) => typeof each === 'string' && /^[\w.-]{1,100}$/.test(each))
  throw new PaypalError(answer.status, (code as string | undefined) ?? `HTTP_${answer.status}`)
}

/** Nobody listened, or the name has no address: the request cannot have been seen. */
function wasNeverSent(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes((at as { code?: string }).code ?? '')) return true
  }
  return false
}
