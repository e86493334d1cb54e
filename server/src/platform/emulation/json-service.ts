import { setTimeout as sleep } from 'node:timers/promises'
import { rememberCall, type Call } from './calls.ts'
import type { Emulation } from './emulation.ts'
import { faultList, LostReply, type Fault, type FaultKind, type Faults } from './faults.ts'
import { calmRoad, webhookSender, type SenderState, type WebhookSwitches } from './webhook-sender.ts'

export type JsonAnswer = { status: number; body?: object; headers?: Record<string, string> }
export type JsonCall = { method: string; path: string; headers: Headers; query: URLSearchParams; body: unknown }

/** A call the service makes to us: kept, so that it can be made again. */
export type KeptCallback = { method: 'POST' | 'PUT'; url: string; about: string; body: object }

export type JsonServiceState = { calls: Call[]; faults: Fault[]; sender: SenderState; callbacks: Record<string, KeptCallback> }

/**
 * What small services that speak JSON have in common: requests remembered and going wrong as scripted, and unsigned calls to
 * us. `work` does what the service does; `refuse` says its own way how a scripted trouble reads.
 */
export function jsonService(options: {
  emulation: Emulation
  state: () => JsonServiceState
  retrySeconds: readonly number[]
  work(call: JsonCall): JsonAnswer
  refuse(kind: FaultKind): JsonAnswer
  /** What of a request is shown and kept: never secrets. */
  shown(body: unknown): unknown
}) {
  const { emulation, state, retrySeconds, work, refuse, shown } = options
  const { clock, random, changed, outgoing } = emulation
  const faults = (): Faults => faultList(state().faults)
  const sender = webhookSender({
    clock,
    random,
    state: () => state().sender,
    retrySeconds,
    changed,
    async send({ eventId }) {
      const callback = state().callbacks[eventId]
      if (!callback) return null
      const headers = { 'content-type': 'application/json' }
      const answer = await outgoing(new Request(callback.url, { method: callback.method, headers, body: JSON.stringify(callback.body) }))
      await answer.arrayBuffer()
      return answer.status
    },
  })

  async function fetch(request: Request): Promise<Response> {
    const { method, headers } = request
    const { pathname: path, searchParams: query } = new URL(request.url)
    const text = await request.text()
    const at = new Date(clock.now()).toISOString()
    const body = parse(text)
    const slow = faults().take(['slow'], { method, path })
    if (slow) await sleep((slow.seconds ?? 3) * 1000)
    const early = faults().take(['error_before', 'rate_limit', 'forbid', 'reject'], { method, path })
    let answer = early ? refuse(early.kind) : work({ method, path, headers, query, body })
    if (!early && faults().take(['error_after'], { method, path })) answer = refuse('error_after')
    const lost = faults().take(['lose_reply'], { method, path })
    rememberCall(state().calls, { at, method, path, status: answer.status, input: shown(body), ...(lost && { lost: true }) })
    changed()
    if (state().sender.switches.beforeReply) await sender.settle()
    if (lost) throw new LostReply(`${method} ${path}`)
    return new Response(answer.body ? JSON.stringify(answer.body) : null, {
      status: answer.status,
      headers: { ...(answer.body ? { 'content-type': 'application/json' } : {}), ...answer.headers },
    })
  }

  return {
    fetch,
    faults,
    tell(callback: KeptCallback): string {
      const eventId = `cb_${random.id(16)}`
      state().callbacks[eventId] = callback
      sender.enqueue({ eventId, about: callback.about, url: callback.url })
      return eventId
    },
    resend(eventId: string): boolean {
      const callback = state().callbacks[eventId]
      if (callback) sender.enqueue({ eventId, about: callback.about, url: callback.url })
      return callback !== undefined
    },
    switches: (change: Partial<WebhookSwitches>) => Object.assign(state().sender.switches, change),
    calm() {
      Object.assign(state().sender.switches, calmRoad)
      state().faults.splice(0)
    },
    settle: sender.settle,
    resume: sender.resume,
    stop: sender.stop,
  }
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
