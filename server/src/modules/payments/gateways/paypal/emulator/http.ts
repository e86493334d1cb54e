import type { Context } from 'hono'
import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { PaypalFault } from './errors.ts'
import { newId, type PaypalWorld } from './state.ts'

/** How long a request id is remembered (parameter `PayPal-Request-Id` of each API's description). */
export const keptSeconds = { orders: 6 * 3_600, payments: 45 * 86_400 }

/** What a call made, by its id, so that the same request id is answered with it as it is by then. */
type Made = { id: string }

export type Endpoint = {
  /** Without it anybody may read it: the token itself, certificates. */
  needsToken?: false
  run: (call: { id: string; body: unknown; c: Context }) => object | Promise<object>
  /** What makes something new: its request ids are remembered this long. */
  once?: { seconds: number; make: (call: { id: string; body: unknown }) => Made }
}

type Answer = { status: number; body: object }

export function paypalHttp({ world, door }: { world: PaypalWorld; door: ReturnType<typeof withFaults> }) {
  /** Runs an endpoint as PayPal does: token, request id, work. */
  return (endpoint: Endpoint) =>
    async (c: Context): Promise<Response> => {
      const debugId = newId(world, 13).toLowerCase()
      const { method } = c.req
      const path = new URL(c.req.url).pathname
      const key = c.req.header('paypal-request-id')
      const call: Partial<Call> = { requestId: debugId, ...(key && { idempotencyKey: key }) }
      const asAnswer = (fault: PaypalFault): Answer => ({
        status: fault.status,
        body:
          fault.status === 401 ? { error: 'invalid_token', error_description: 'Token signature verification failed' } : fault.body(debugId),
      })

      const { status, body } = await door.answer<Answer>({
        method,
        path,
        call,
        async work() {
          if (endpoint.needsToken !== false) checkToken(c)
          const given = method === 'POST' && endpoint.needsToken !== false ? await readBody(c) : undefined
          if (given !== undefined) call.input = given
          const id = c.req.param('id') ?? ''
          if (!endpoint.once) return { status: 200, body: await endpoint.run({ id, body: given, c }) }
          const made = once(endpoint.once, { id, body: given, key, path })
          if (made.replayed) call.replayed = true
          return { status: made.replayed ? 200 : 201, body: await endpoint.run({ id: made.id, body: given, c }) }
        },
        refuse: ({ kind }) => asAnswer(new PaypalFault({ rate_limit: 429, forbid: 403, reject: 400 }[kind as 'reject'] ?? 500)),
        caught(error) {
          if (!(error instanceof PaypalFault)) throw error
          return asAnswer(error)
        },
      })
      return c.json(body, status as 200, { 'paypal-debug-id': debugId })
    }

  function checkToken(c: Context): void {
    const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1]
    if (!token || (world.state.tokens[token] ?? 0) <= world.clock.seconds()) throw new PaypalFault(401)
  }

  /** A refusal is not remembered: the same id may do it once it can be done. */
  function once(
    { seconds, make }: NonNullable<Endpoint['once']>,
    { id, body, key, path }: { id: string; body: unknown; key: string | undefined; path: string },
  ): Made & { replayed: boolean } {
    if (!key) return { ...make({ id, body }), replayed: false }
    if (key.length > 108) throw new PaypalFault(400, 'INVALID_STRING_LENGTH', { field: 'PayPal-Request-Id' })
    const { keys } = world.state
    const name = `${path} ${key}`
    const kept = keys[name]
    if (kept && kept.until > world.clock.seconds()) return { id: kept.made, replayed: true }
    const made = make({ id, body })
    keys[name] = { made: made.id, until: world.clock.seconds() + seconds }
    return { ...made, replayed: false }
  }
}

async function readBody(c: Context): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new PaypalFault(400, 'MALFORMED_REQUEST_JSON')
  }
}
