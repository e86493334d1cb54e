import { setTimeout as sleep } from 'node:timers/promises'
import { Hono, type Context } from 'hono'
import { rememberCall, type Call } from '../../emulation/calls.ts'
import type { Emulation } from '../../emulation/emulation.ts'
import { faultList, LostReply, type FaultKind, type Faults } from '../../emulation/faults.ts'
import { TelegramFault } from './errors.ts'
import { textOf, type Input } from './fields.ts'
import type { TelegramState } from './state.ts'

export type Methods = Record<string, (input: Input) => unknown>

const early: FaultKind[] = ['error_before', 'rate_limit', 'forbid', 'reject']

/** `/bot<token>/<method>` by GET or POST; names of methods in any case, bodies as JSON, form or multipart. */
export function botApi(options: {
  emulation: Emulation
  state: TelegramState
  token: string
  methods: Methods
  settle: () => Promise<void>
}): Hono {
  const { emulation, state, token, methods, settle } = options
  const byName = new Map(Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]))

  async function answer(c: Context): Promise<Response> {
    const found = byName.get((c.req.param('method') ?? '').toLowerCase())
    const given = (c.req.param('bot') ?? '').slice(3)
    if (!/^\d+:[\w-]{20,}$/.test(given)) return c.json({ ok: false, error_code: 404, description: 'Not Found' }, 404)
    if (given !== token) return c.json({ ok: false, error_code: 401, description: 'Unauthorized' }, 401)
    if (!found) return c.json({ ok: false, error_code: 404, description: 'Not Found: method not found' }, 404)

    let input: Input = {}
    let status = 200
    let body: object
    const scripted = faultList(state.faults)
    // A bot that polls would eat every fault meant for its messages: polling is hit only when it is named.
    const spared = found.name === 'getUpdates' && !state.faults.some((fault) => fault.path?.includes('getUpdates'))
    const faults: Pick<Faults, 'take'> = spared ? { take: () => undefined } : scripted
    let request = { method: c.req.method, path: found.name }
    try {
      input = await readInput(c)
      request = { method: c.req.method, path: `${found.name} ${textOf(input, 'chat_id') ?? textOf(input, 'user_id') ?? ''}`.trim() }
      const slow = faults.take(['slow'], request)
      if (slow) await sleep((slow.seconds ?? 3) * 1000)
      const refused = faults.take(early, request)
      if (refused) throw refusal(refused.kind, refused.seconds, refused.description)
      const result = await found.run(input)
      if (faults.take(['error_after'], request)) throw new TelegramFault(500, 'Internal Server Error')
      body = { ok: true, result }
    } catch (error) {
      if (!(error instanceof TelegramFault)) throw error
      status = error.code
      body = { ok: false, error_code: error.code, description: error.message, ...(error.parameters && { parameters: error.parameters }) }
    }

    const lost = faults.take(['lose_reply'], request)
    if (found.name !== 'getUpdates') {
      const call: Call = {
        at: new Date(emulation.clock.now()).toISOString(),
        method: 'POST',
        path: found.name,
        status,
        input: plain(input),
      }
      rememberCall(state.calls, { ...call, ...(lost && { lost: true }) })
      emulation.changed()
    }
    if (state.sender.switches.beforeReply) await settle()
    if (lost) throw new LostReply(found.name)
    const retryAfter = (body as { parameters?: { retry_after?: number } }).parameters?.retry_after
    return c.json(body, status as 200, { 'access-control-allow-origin': '*', ...(retryAfter && { 'retry-after': String(retryAfter) }) })
  }

  return new Hono()
    .on(['GET', 'POST'], '/:bot{bot[^/]+}/:method', answer)
    .notFound((c) => c.json({ ok: false, error_code: 404, description: 'Not Found' }, 404))
}

async function readInput(c: Context): Promise<Input> {
  const query = c.req.query()
  if (c.req.method === 'GET') return query
  const type = c.req.header('content-type') ?? ''
  if (type.startsWith('application/json')) {
    const words = await c.req.text()
    if (words === '') return query
    try {
      return { ...query, ...(JSON.parse(words) as Input) }
    } catch {
      throw new TelegramFault(400, "Bad Request: can't parse JSON object")
    }
  }
  if (type.startsWith('multipart/') || type.startsWith('application/x-www-form-urlencoded')) {
    return { ...query, ...withAttachments(await c.req.parseBody()) }
  }
  return query
}

/** `attach://name` stands for the file sent under that name. */
function withAttachments(values: Input): Input {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('attach://') ? (values[value.slice('attach://'.length)] ?? value) : value,
    ]),
  )
}

function refusal(kind: FaultKind, seconds: number | undefined, description: string | undefined): TelegramFault {
  if (kind === 'rate_limit') {
    const retry = seconds ?? 1
    return new TelegramFault(429, `Too Many Requests: retry after ${retry}`, { retry_after: retry })
  }
  if (kind === 'forbid') return new TelegramFault(403, description ?? 'Forbidden: bot was blocked by the user')
  if (kind === 'reject') return new TelegramFault(400, description ?? 'Bad Request: chat not found')
  return new TelegramFault(500, 'Internal Server Error')
}

/** Files stand in the log by name and size. */
function plain(input: Input): unknown {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, value instanceof File ? `${value.name} (${value.size} B)` : value]),
  )
}
