import type { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { jsonService, type JsonAnswer, type JsonCall } from '../../../../../platform/emulation/json-service.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import type { EmulatedService, SandboxRow } from '../../../../../platform/emulation/service.ts'
import { paybillBook } from './book.ts'
import { controlRoutes } from './control.ts'
import { pushes } from './pushes.ts'
import { PullRequest, PushRequest, QueryRequest, ReversalRequest } from './requests.ts'
import { reversals } from './reversals.ts'
import { calmSurprises, newMpesaState, type MpesaState, type Push } from './state.ts'
import type { MpesaWorld } from './world.ts'

const tokenSeconds = 3_599

export type MpesaEmulator = ReturnType<typeof mpesaEmulator>

/** Daraja and the phones behind it, on one machine. One token at a time, no idempotency at all, and calls that are not signed. */
export function mpesaEmulator({ emulation }: { emulation: Emulation }) {
  const { clock, random, changed } = emulation
  const state = newMpesaState()
  const service = jsonService({ emulation, state, retrySeconds: [], work, refuse, shown })
  const now = () => clock.now()
  const requestId = () => `${random.id(4)}-${random.id(4)}-1`.toLowerCase()
  const failed = (status: number, errorCode: string, errorMessage: string): JsonAnswer => ({
    status,
    body: { requestId: requestId(), errorCode, errorMessage },
  })
  const world: MpesaWorld = {
    clock,
    random,
    changed,
    state,
    tell: service.tell,
    requestId,
    receiptNumber: () => `S${random.id(9).toUpperCase()}`,
    failed,
  }
  const book = paybillBook(world)
  const questions = pushes(world, book)
  const { reverse } = reversals(world)

  function refuse(kind: FaultKind): JsonAnswer {
    if (kind === 'rate_limit') return failed(500, '500.003.02', 'Error Occurred: Spike Arrest Violation')
    if (kind === 'forbid') return failed(404, '404.001.03', 'Invalid Access Token')
    if (kind === 'reject') return failed(400, '400.002.02', 'Bad Request - Invalid Request')
    return failed(500, '500.003.1001', 'Internal Server Error')
  }

  function work(call: JsonCall): JsonAnswer {
    if (call.path.endsWith('/oauth/v1/generate')) return newToken(call)
    if (call.method !== 'POST') return failed(405, '405.001', 'Method Not Allowed')
    const bearer = /^Bearer (.+)$/.exec(call.headers.get('authorization') ?? '')?.[1]
    if (!state.token || bearer !== state.token.value || state.token.endsAt <= now())
      return failed(404, '404.001.03', 'Invalid Access Token')
    if (call.path.endsWith('/mpesa/stkpush/v1/processrequest')) return read(PushRequest, call, questions.push)
    if (call.path.endsWith('/mpesa/stkpushquery/v1/query')) return read(QueryRequest, call, questions.query)
    if (call.path.endsWith('/mpesa/reversal/v1/request')) return read(ReversalRequest, call, reverse)
    if (call.path.endsWith('/pulltransactions/v1/query')) return read(PullRequest, call, book.pull)
    return failed(404, '404.001.01', 'Resource not found')
  }

  function read<Schema extends z.ZodType>(schema: Schema, call: JsonCall, run: (input: z.output<Schema>) => JsonAnswer): JsonAnswer {
    const parsed = schema.safeParse(call.body)
    if (parsed.success) return run(parsed.data)
    return failed(400, '400.002.02', `Bad Request - Invalid ${parsed.error.issues[0]?.path.join('.') || 'Request'}`)
  }

  /** The new token ends the one before it. */
  function newToken({ headers, query: asked }: JsonCall): JsonAnswer {
    const basic = /^Basic (.+)$/.exec(headers.get('authorization') ?? '')?.[1]
    const known = /^[^:]+:.+$/.test(Buffer.from(basic ?? '', 'base64').toString())
    if (asked.get('grant_type') !== 'client_credentials') return failed(400, '400.008.02', 'Invalid grant type passed')
    if (!known) return failed(400, '400.008.01', 'Invalid Authentication passed')
    state.token = { value: random.id(28), endsAt: now() + tokenSeconds * 1000 }
    return { status: 200, body: { access_token: state.token.value, expires_in: String(tokenSeconds) } }
  }

  return {
    title: 'M-Pesa',
    origins: ['https://sandbox.safaricom.co.ke', 'https://api.safaricom.co.ke'],
    control: controlRoutes(world, { ...questions, ...book }),
    fetch: service.fetch,
    state,
    faults: service.faults,
    switches: service.switches,
    settle: service.settle,
    answer: questions.answer,
    pay: book.pay,
    resend: service.resend,
    calm() {
      service.calm()
      state.surprises = { ...calmSurprises }
    },
    /** Per account: how often somebody was asked, what was paid, and what went back. */
    truth: () => ({
      accounts: Object.entries(Object.groupBy(Object.values(state.book), (line) => line.account)).map(([account, lines = []]) => ({
        account,
        paid: lines.map((line) => line.amount),
        reversed: lines.filter((line) => line.isReversed).map((line) => line.amount),
      })),
      asked: Object.values(state.pushes).map(({ id, account, phone }) => ({ id, account, phone })),
    }),
    rows: (): SandboxRow[] => Object.values(state.pushes).toReversed().map(asRow),
    restore(kept: MpesaState) {
      Object.assign(state, newMpesaState(), kept)
      for (const made of Object.values(state.pushes)) if (!made.result) questions.waitFor(made)
      service.resume()
    },
    reset() {
      Object.assign(state, newMpesaState())
    },
    stop: service.stop,
  } satisfies EmulatedService & Record<string, unknown>
}

function asRow(made: Push): SandboxRow {
  const path = `pushes/${made.id}/answer`
  return {
    id: made.id,
    text: `KES ${made.shillings} · ${made.account} · +${made.phone}`,
    state: made.result ? (made.result.code === '0' ? 'paid' : made.result.code) : 'waiting',
    at: new Date(made.askedAt).toISOString(),
    actions: made.result
      ? []
      : [
          { label: 'enterPin', path, body: { code: '0' } },
          { label: 'wrongPin', path, body: { code: '2001' } },
          { label: 'noFunds', path, body: { code: '1' } },
          { label: 'refuse', path, body: { code: '1032' } },
        ],
  }
}

/** Nobody's credentials, and no more of a phone than its end. */
function shown(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return undefined
  const { Password: _, SecurityCredential: __, PartyA: ___, ...rest } = body as Record<string, unknown>
  const { PhoneNumber: phone } = rest
  return typeof phone === 'string' || typeof phone === 'number' ? { ...rest, PhoneNumber: `…${phone.toString().slice(-3)}` } : rest
}
