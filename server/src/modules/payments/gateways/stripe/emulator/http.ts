import type { Context } from 'hono'
import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import type { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { invalidRequest, StripeFault, type ErrorBody } from './errors.ts'
import { parseForm, readFields, type Fields, type FormValues, type Read } from './form.ts'
import { expand } from './lists.ts'
import { apiVersion, type StripeEvent, type StripeWorld } from './state.ts'

export type KeyKind = 'secret' | 'publishable'

export type StripeCall<F extends Fields> = { input: Read<F>; id: string; key: KeyKind; query: FormValues }

/** One endpoint: which keys may call it, which parameters it knows, what it does. Without `fields` it reads `query` itself. */
export type Endpoint<F extends Fields> = { keys?: KeyKind[]; fields?: F; run: (call: StripeCall<F>) => object }

const keptSeconds = 24 * 3600
const serverError: ErrorBody = {
  type: 'api_error',
  message: 'An unknown error occurred. Please try again or contact support at https://support.stripe.com/.',
}

type Answer = { status: number; body: string; replayed?: boolean; requestId: string }

export function stripeHttp(options: {
  world: StripeWorld
  door: ReturnType<typeof withFaults>
  causedBy: (request: StripeEvent['request']) => void
}) {
  const { world, door, causedBy } = options

  /** Runs an endpoint as Stripe does: key, version, idempotency, parameters, work. */
  function handle<F extends Fields>(endpoint: Endpoint<F>) {
    return async (c: Context): Promise<Response> => {
      const requestId = `req_${world.random.id(14)}`
      const { method } = c.req
      const path = new URL(c.req.url).pathname
      const raw = method === 'POST' ? await c.req.text() : new URL(c.req.url).search.slice(1)
      const idempotencyKey = c.req.header('idempotency-key')
      const call: Partial<Call> = { requestId, ...(idempotencyKey && { idempotencyKey }) }
      let values: FormValues = {}
      let key: KeyKind = 'publishable'
      let isKept = false as boolean

      const answer = await door.answer<Answer>({
        method,
        path,
        call,
        refuse: ({ kind }) => asAnswer(refusal(kind), requestId),
        async around(work) {
          values = parseForm(raw)
          call.input = withoutCard(values)
          key = readKey(c, values)
          checkVersion(c)
          if (method !== 'POST' || !idempotencyKey) return work()
          const kept = await once({ authorization: c.req.header('authorization') ?? '', key: idempotencyKey, path, raw, work })
          isKept = true
          if (kept.replayed) call.replayed = true
          return kept
        },
        work() {
          causedBy({ id: requestId, idempotency_key: idempotencyKey ?? null })
          try {
            const { expand: paths = [], ...rest } = values as FormValues & { expand?: string[] }
            const input = endpoint.fields ? readFields(endpoint.fields, values) : ({} as Read<F>)
            const result = endpoint.run({ input, id: c.req.param('id') ?? '', key, query: rest })
            return { status: 200, body: JSON.stringify(expand(world, result, [paths].flat()), null, 2), requestId }
          } catch (error) {
            if (!(error instanceof StripeFault) || !error.begun) throw error
            return asAnswer(error, requestId)
          } finally {
            causedBy({ id: null, idempotency_key: null })
          }
        },
        caught(error) {
          if (!(error instanceof StripeFault)) throw error
          return asAnswer(error, requestId)
        },
      })

      return c.body(answer.body, answer.status as 200, {
        'content-type': 'application/json',
        'request-id': requestId,
        'stripe-version': apiVersion,
        'access-control-allow-origin': '*',
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        // Their library would only be given it again.
        ...(isKept && answer.status >= 500 && { 'stripe-should-retry': 'false' }),
        ...(answer.replayed && { 'idempotent-replayed': 'true', 'original-request': answer.requestId }),
      })
    }
  }

  /** The same key with the same request gets the first answer again, even a 500; answers of refused parameters are not kept. */
  async function once(request: {
    authorization: string
    key: string
    path: string
    raw: string
    work: () => Promise<Answer>
  }): Promise<Answer> {
    const { authorization, key, path, raw, work } = request
    if (key.length > 255) throw invalidRequest({ message: 'Idempotency key is too long (maximum is 255 characters).' })
    const { keys } = world.state
    // Oldest first: the rest is younger still.
    for (const name in keys) {
      if ((keys[name]?.at ?? 0) + keptSeconds >= world.clock.seconds()) break
      delete keys[name]
    }

    const name = `${authorization} ${key}`
    const fingerprint = `${path} ${raw}`
    const kept = keys[name]
    if (kept && kept.fingerprint !== fingerprint) {
      throw new StripeFault(
        400,
        {
          type: 'idempotency_error',
          message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
        },
        false,
      )
    }
    if (kept?.inFlight) {
      throw new StripeFault(
        409,
        {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: `There is currently another in-progress request using this Idempotency Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
        },
        false,
      )
    }
    if (kept) return { status: kept.status, body: kept.body, requestId: kept.requestId, replayed: true }

    const at = world.clock.seconds()
    keys[name] = { fingerprint, at, inFlight: true }
    try {
      const answer = await work()
      keys[name] = { fingerprint, at, inFlight: false, ...answer }
      return answer
    } catch (error) {
      delete keys[name]
      throw error
    }
  }

  return { handle }
}

function asAnswer(fault: StripeFault, requestId: string): Answer {
  const body = { error: { ...fault.body, request_log_url: `https://dashboard.stripe.com/test/workbench/logs?object=${requestId}` } }
  return { status: fault.status, body: JSON.stringify(body, null, 2), requestId }
}

function refusal(kind: FaultKind): StripeFault {
  if (kind === 'rate_limit') {
    return new StripeFault(
      429,
      {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message: 'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
      },
      false,
    )
  }
  if (kind === 'forbid') {
    return invalidRequest({ message: 'The provided key does not have the required permissions for this endpoint on account.' }, 403)
  }
  if (kind === 'reject') return invalidRequest({ message: 'The request was refused.' })
  return new StripeFault(500, serverError, false)
}

/** `sk_test_…`, `rk_test_…` or `pk_test_…` as bearer, as basic user name, or (from a browser) as the parameter `key`. */
function readKey(c: Context, values: FormValues): KeyKind {
  const header = c.req.header('authorization') ?? ''
  const inBody = typeof values['key'] === 'string' ? values['key'] : ''
  delete values['key']
  const key = header.startsWith('Bearer ')
    ? header.slice(7).trim()
    : header.startsWith('Basic ')
      ? (Buffer.from(header.slice(6), 'base64').toString().split(':')[0] ?? '')
      : inBody
  if (!key) {
    throw invalidRequest(
      {
        message:
          "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
      },
      401,
    )
  }
  if (/^(sk|rk)_test_\w{4,}$/.test(key)) return 'secret'
  if (/^pk_test_\w{4,}$/.test(key)) return 'publishable'
  throw invalidRequest(
    { message: `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}` },
    401,
  )
}

export function refuseKey(): StripeFault {
  return invalidRequest(
    {
      code: 'secret_key_required',
      message:
        'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
    },
    401,
  )
}

function checkVersion(c: Context): void {
  const version = c.req.header('stripe-version')
  if (version && version !== apiVersion) {
    throw invalidRequest({
      message: `Invalid Stripe API version: ${version}. You can find a list of our API versions at https://stripe.com/docs/upgrades.`,
    })
  }
}

/** Card numbers never reach the log. */
function withoutCard(values: FormValues): unknown {
  return JSON.parse(
    JSON.stringify(values, (name, value: unknown) =>
      ['number', 'cvc', 'key', 'client_secret'].includes(name) && typeof value === 'string' ? '•••' : value,
    ),
  )
}
