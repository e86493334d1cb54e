import { Hono, type Context } from 'hono'
import type { Fault } from '../../emulation/faults.ts'
import type { withFaults } from '../../emulation/with-faults.ts'
import { TelegramFault } from './errors.ts'
import { textOf, type Input } from './fields.ts'

export type Methods = Record<string, (input: Input) => unknown>

/** `/bot<token>/<method>` by GET or POST; names of methods in any case, bodies as JSON, form or multipart. */
export function botApi({ door, token, methods }: { door: ReturnType<typeof withFaults>; token: string; methods: Methods }): Hono {
  const byName = new Map(Object.entries(methods).map(([name, run]) => [name.toLowerCase(), { name, run }]))

  async function answer(c: Context): Promise<Response> {
    const found = byName.get((c.req.param('method') ?? '').toLowerCase())
    const given = (c.req.param('bot') ?? '').slice(3)
    if (!/^\d+:[\w-]{20,}$/.test(given)) return c.json({ ok: false, error_code: 404, description: 'Not Found' }, 404)
    if (given !== token) return c.json({ ok: false, error_code: 401, description: 'Unauthorized' }, 401)
    if (!found) return c.json({ ok: false, error_code: 404, description: 'Not Found: method not found' }, 404)

    const { input, unreadable } = await readInput(c).then(
      (read) => ({ input: read, unreadable: undefined }),
      (error: unknown) => ({ input: {}, unreadable: error }),
    )
    const { status, body, retryAfter } = await door.answer<Answer>({
      method: c.req.method,
      path: `${found.name} ${textOf(input, 'chat_id') ?? textOf(input, 'user_id') ?? ''}`.trim(),
      call: { method: 'POST', path: found.name, input: plain(input) },
      // A bot that polls would eat every fault meant for its messages.
      isQuiet: found.name === 'getUpdates',
      async work() {
        if (unreadable) throw unreadable
        return { status: 200, body: { ok: true, result: await found.run(input) } }
      },
      refuse: (fault) => asAnswer(refusal(fault)),
      caught(error) {
        if (!(error instanceof TelegramFault)) throw error
        return asAnswer(error)
      },
    })
    return c.json(body, status as 200, { 'access-control-allow-origin': '*', ...(retryAfter && { 'retry-after': String(retryAfter) }) })
  }

  return new Hono()
    .on(['GET', 'POST'], '/:bot{bot[^/]+}/:method', answer)
    .notFound((c) => c.json({ ok: false, error_code: 404, description: 'Not Found' }, 404))
}

type Answer = { status: number; body: object; retryAfter?: number | undefined }

function asAnswer({ code, message, parameters }: TelegramFault): Answer {
  const body = { ok: false, error_code: code, description: message, ...(parameters && { parameters }) }
  return { status: code, body, retryAfter: parameters?.retry_after }
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

function refusal({ kind, seconds, description }: Fault): TelegramFault {
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
