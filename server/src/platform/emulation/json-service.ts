import type { Call } from './calls.ts'
import type { Emulation } from './emulation.ts'
import type { Fault, FaultKind } from './faults.ts'
import { calmRoad, webhookSender, type SenderState, type WebhookSwitches } from './webhook-sender.ts'
import { withFaults } from './with-faults.ts'

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
  state: JsonServiceState
  retrySeconds: readonly number[]
  work(call: JsonCall): JsonAnswer
  refuse(kind: FaultKind): JsonAnswer
  /** What of a request is shown and kept: never secrets. */
  shown(body: unknown): unknown
}) {
  const { emulation, state, retrySeconds, work, refuse, shown } = options
  const { clock, random, changed, outgoing } = emulation
  const sender = webhookSender({
    clock,
    random,
    state: () => state.sender,
    retrySeconds,
    changed,
    async send({ eventId }) {
      const callback = state.callbacks[eventId]
      if (!callback) return null
      const headers = { 'content-type': 'application/json' }
      const answer = await outgoing(new Request(callback.url, { method: callback.method, headers, body: JSON.stringify(callback.body) }))
      await answer.arrayBuffer()
      return answer.status
    },
  })

  const { faults, answer } = withFaults({ emulation, state, settle: () => sender.settle() })

  async function fetch(request: Request): Promise<Response> {
    const { method, headers } = request
    const { pathname: path, searchParams: query } = new URL(request.url)
    const body = parse(await request.text())
    const answered = await answer<JsonAnswer>({
      method,
      path,
      call: { input: shown(body) },
      work: () => work({ method, path, headers, query, body }),
      refuse: ({ kind }) => refuse(kind),
    })
    return new Response(answered.body ? JSON.stringify(answered.body) : null, {
      status: answered.status,
      headers: { ...(answered.body ? { 'content-type': 'application/json' } : {}), ...answered.headers },
    })
  }

  return {
    fetch,
    faults,
    tell(callback: KeptCallback): string {
      const eventId = `cb_${random.id(16)}`
      state.callbacks[eventId] = callback
      sender.enqueue({ eventId, about: callback.about, url: callback.url })
      return eventId
    },
    resend(eventId: string): boolean {
      const callback = state.callbacks[eventId]
      if (callback) sender.enqueue({ eventId, about: callback.about, url: callback.url })
      return callback !== undefined
    },
    switches: (change: Partial<WebhookSwitches>) => Object.assign(state.sender.switches, change),
    calm() {
      Object.assign(state.sender.switches, calmRoad)
      state.faults.splice(0)
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
