import type { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import { jsonService, type JsonAnswer, type JsonCall } from '../../../../../platform/emulation/json-service.ts'
import type { EmulatedService, SandboxRow } from '../../../../../platform/emulation/service.ts'
import { marketNames, type MarketName } from '../markets.ts'
import { failed } from './answers.ts'
import { controlRoutes } from './control.ts'
import { Refund, ToPay, uuid4 } from './requests.ts'
import { calmSurprises, newMomoState, type MomoState, type Transfer } from './state.ts'
import { transfers, type Made } from './transfers.ts'

const tokenSeconds = 3_600

export type MomoEmulator = ReturnType<typeof momoEmulator>

/** MTN MoMo and the phones behind it: an id is taken once, answers come later, and calls are not signed and come once. */
export function momoEmulator({ emulation }: { emulation: Emulation }) {
  const { clock, random, changed } = emulation
  const state = newMomoState()
  const service = jsonService({ emulation, state, retrySeconds: [], work, refuse, shown })
  const now = () => clock.now()
  const { askToPay, giveBack, show, answer, backOf, byNote, resume } = transfers({ clock, random, changed, state, tell: service.tell })

  function refuse(kind: FaultKind): JsonAnswer {
    if (kind === 'rate_limit') return { status: 429, body: { statusCode: 429, message: 'Rate limit is exceeded. Try again later.' } }
    if (kind === 'forbid') return { status: 401, body: { statusCode: 401, message: 'Access denied due to invalid credentials.' } }
    if (kind === 'reject') return { status: 400 }
    return failed(500, 'INTERNAL_PROCESSING_ERROR')
  }

  function work(call: JsonCall): JsonAnswer {
    const [, product = '', rest = ''] = /\/(collection|disbursement)(\/.*)$/.exec(call.path) ?? []
    if (!call.headers.get('ocp-apim-subscription-key'))
      return { status: 401, body: { statusCode: 401, message: 'Access denied due to missing subscription key.' } }
    if (rest === '/token/') return newToken(product, call)
    const bearer = /^Bearer (.+)$/.exec(call.headers.get('authorization') ?? '')?.[1] ?? ''
    const token = state.tokens[bearer]
    if (token?.product !== product || token.endsAt <= now()) return { status: 401, body: { error: 'invalid_token' } }
    const market = call.headers.get('x-target-environment') ?? ''
    if (!marketNames.includes(market as MarketName)) return failed(500, 'NOT_ALLOWED_TARGET_ENVIRONMENT')
    const at = `${call.method} ${product}${rest.replace(/[\da-f-]{36}$/i, ':id')}`
    const id = /[\da-f-]{36}$/i.exec(rest)?.[0] ?? ''
    switch (at) {
      case 'POST collection/v1_0/requesttopay':
        return create(call, ToPay, (input, made) => askToPay(input, { ...made, market: market as MarketName }))
      case 'POST disbursement/v1_0/refund':
        return create(call, Refund, (input, made) => giveBack(input, { ...made, market: market as MarketName }))
      case 'GET collection/v1_0/requesttopay/:id':
        return show(id, 'requesttopay')
      case 'GET disbursement/v1_0/refund/:id':
        return show(id, 'refund')
      default:
        return { status: 404, body: { statusCode: 404, message: 'Resource not found' } }
    }
  }

  function newToken(product: string, { headers }: JsonCall): JsonAnswer {
    const basic = /^Basic (.+)$/.exec(headers.get('authorization') ?? '')?.[1]
    if (!/^[^:]+:.+$/.test(Buffer.from(basic ?? '', 'base64').toString())) return { status: 401, body: { error: 'login_failed' } }
    const value = random.id(40)
    state.tokens[value] = { product, endsAt: now() + tokenSeconds * 1000 }
    return { status: 200, body: { access_token: value, token_type: 'access_token', expires_in: tokenSeconds } }
  }

  function create<Schema extends z.ZodType>(
    call: JsonCall,
    schema: Schema,
    run: (input: z.output<Schema>, made: Made) => JsonAnswer,
  ): JsonAnswer {
    const id = call.headers.get('x-reference-id') ?? ''
    const parsed = schema.safeParse(call.body)
    if (!uuid4.test(id) || !parsed.success) return { status: 400 }
    if (state.transfers[id]) return failed(409, 'RESOURCE_ALREADY_EXIST')
    return run(parsed.data, { id, callbackUrl: call.headers.get('x-callback-url') })
  }

  return {
    title: 'MTN MoMo',
    origins: ['https://sandbox.momodeveloper.mtn.com', 'https://proxy.momoapi.mtn.com'],
    control: controlRoutes({ state, changed, answer, byNote }),
    fetch: service.fetch,
    state,
    faults: service.faults,
    switches: service.switches,
    settle: service.settle,
    answer,
    resend: service.resend,
    calm() {
      service.calm()
      state.surprises = { ...calmSurprises }
    },
    /** Per request: what was paid and what went back. */
    truth: () =>
      Object.values(state.transfers)
        .filter((each) => each.kind === 'requesttopay')
        .map((each) => ({
          id: each.id,
          externalId: each.externalId,
          paid: each.status === 'SUCCESSFUL' ? each.amount : '0',
          backInCents: String(backOf(each.id)),
        })),
    rows: (): SandboxRow[] => Object.values(state.transfers).toReversed().map(asRow),
    restore(kept: MomoState) {
      Object.assign(state, newMomoState(), kept)
      resume()
      service.resume()
    },
    reset() {
      Object.assign(state, newMomoState())
    },
    stop: service.stop,
  } satisfies EmulatedService & Record<string, unknown>
}

function asRow(made: Transfer): SandboxRow {
  const path = `requests/${made.id}/answer`
  const isOpen = made.status === 'PENDING' && made.kind === 'requesttopay'
  return {
    id: made.id,
    text: `${made.currency} ${made.amount} · ${made.payeeNote} · +${made.phone}`,
    state: made.reason ?? made.status.toLowerCase(),
    at: new Date(made.askedAt).toISOString(),
    actions: isOpen
      ? [
          { label: 'enterPin', path, body: { reason: null } },
          { label: 'noFunds', path, body: { reason: 'NOT_ENOUGH_FUNDS' } },
          { label: 'refuse', path, body: { reason: 'APPROVAL_REJECTED' } },
        ]
      : [],
  }
}

/** No more of a phone than its end. */
function shown(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return undefined
  const { payer, ...rest } = body as { payer?: { partyId?: string } }
  return payer ? { ...rest, payer: `…${payer.partyId?.slice(-3)}` } : rest
}
