import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'hono'
import { rememberCall, type Call } from '../../../../../platform/emulation/calls.ts'
import { LostReply, type Faults } from '../../../../../platform/emulation/faults.ts'
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

export function paypalHttp(options: { world: PaypalWorld; faults: () => Faults; settle: () => Promise<void> }) {
  const { world, faults, settle } = options

  /** Runs an endpoint as PayPal does: token, request id, work, and whatever was scripted to go wrong. */
  return (endpoint: Endpoint) =>
    async (c: Context): Promise<Response> => {
      const debugId = newId(world, 13).toLowerCase()
      const { method } = c.req
      const path = new URL(c.req.url).pathname
      const key = c.req.header('paypal-request-id')
      const call: Call = {
        at: new Date(world.clock.now()).toISOString(),
        method,
        path,
        status: 0,
        requestId: debugId,
        ...(key && { idempotencyKey: key }),
      }
      let status = 200
      let answer: object
      let replayed = false
      try {
        const slow = faults().take(['slow'], { method, path })
        if (slow) await sleep((slow.seconds ?? 3) * 1000)
        const early = faults().take(['error_before', 'rate_limit', 'forbid', 'reject'], { method, path })
        if (early) throw new PaypalFault({ rate_limit: 429, forbid: 403, reject: 400 }[early.kind as 'reject'] ?? 500)
        if (endpoint.needsToken !== false) checkToken(c)
        const body = method === 'POST' && endpoint.needsToken !== false ? await readBody(c) : undefined
        if (body !== undefined) call.input = body
        const id = c.req.param('id') ?? ''
        if (endpoint.once) {
          const made = once(endpoint.once, { id, body, key, path })
          replayed = made.replayed
          status = replayed ? 200 : 201
          answer = await endpoint.run({ id: made.id, body, c })
        } else answer = await endpoint.run({ id, body, c })
        if (faults().take(['error_after'], { method, path })) throw new PaypalFault(500)
      } catch (error) {
        if (!(error instanceof PaypalFault)) throw error
        status = error.status
        answer = status === 401 ? { error: 'invalid_token', error_description: 'Token signature verification failed' } : error.body(debugId)
      }
      const lost = faults().take(['lose_reply'], { method, path })
      rememberCall(world.state.calls, { ...call, status, ...(replayed && { replayed }), ...(lost && { lost: true }) })
      world.changed()
      if (world.state.sender.switches.beforeReply) await settle()
      if (lost) throw new LostReply(`${method} ${path}`)
      return c.json(answer, status as 200, { 'paypal-debug-id': debugId })
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
