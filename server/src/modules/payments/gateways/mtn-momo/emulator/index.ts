import { Hono } from 'hono'
import { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import { jsonService, type JsonAnswer, type JsonCall } from '../../../../../platform/emulation/json-service.ts'
import type { EmulatedService, SandboxRow } from '../../../../../platform/emulation/service.ts'
import { marketNames, markets, type MarketName } from '../markets.ts'
import { phoneTable, refusedPhones } from './phones.ts'
import { calmSurprises, newMomoState, type MomoState, type Transfer } from './state.ts'

const tokenSeconds = 3_600
const promptSeconds = 300
const refundSeconds = 2

const uuid4 = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/i
const Amount = z.string().regex(/^\d+(\.\d{1,2})?$/)
const ToPay = z.strictObject({
  amount: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  externalId: z.string().min(1),
  payer: z.strictObject({ partyIdType: z.enum(['MSISDN', 'EMAIL', 'PARTY_CODE']), partyId: z.string().min(1) }),
  payerMessage: z.string().max(160).default(''),
  payeeNote: z.string().max(160).default(''),
})
const Refund = z.strictObject({
  amount: Amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  externalId: z.string().min(1),
  payerMessage: z.string().max(160).default(''),
  payeeNote: z.string().max(160).default(''),
  referenceIdToRefund: z.string().regex(uuid4),
})

const messages: Record<string, string> = {
  RESOURCE_ALREADY_EXIST: 'Duplicated reference id. Creation of resource failed.',
  RESOURCE_NOT_FOUND: 'Requested resource was not found.',
  NOT_ALLOWED_TARGET_ENVIRONMENT: 'Access to target environment is forbidden.',
  INVALID_CURRENCY: 'Currency not supported.',
  PAYER_NOT_FOUND: 'Payer not found.',
  SERVICE_UNAVAILABLE: 'Service temporarily unavailable, try again later.',
}

export type MomoEmulator = ReturnType<typeof momoEmulator>

/** MTN MoMo and the phones behind it: an id is taken once, answers come later, and calls are not signed and come once. */
export function momoEmulator({ emulation }: { emulation: Emulation }) {
  const { clock, random, changed } = emulation
  const state = newMomoState()
  const service = jsonService({ emulation, state, retrySeconds: [], work, refuse, shown })
  const now = () => clock.now()
  const failed = (status: number, code: string): JsonAnswer => ({ status, body: { code, message: messages[code] ?? code } })

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

  type Made = { id: string; callbackUrl: string | null }

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

  type Place = Made & { market: MarketName }

  function askToPay(input: z.output<typeof ToPay>, { id, callbackUrl, market }: Place): JsonAnswer {
    if (input.currency !== markets[market].currency) return failed(500, 'INVALID_CURRENCY')
    const ending = input.payer.partyId.slice(-6)
    const refused = refusedPhones[ending]
    if (refused) return failed(refused.status, refused.code)
    const made = keep({
      ...input,
      id,
      kind: 'requesttopay',
      market,
      callbackUrl,
      phone: input.payer.partyId,
      amount: state.surprises.amount ?? input.amount,
      of: null,
    })
    state.surprises.amount = null
    waitForAnswer(made)
    return { status: 202 }
  }

  function keep(given: Omit<Transfer, 'status' | 'reason' | 'financialTransactionId' | 'askedAt'> & Record<string, unknown>): Transfer {
    const { id, kind, market, amount, currency, externalId, phone, payerMessage, payeeNote, callbackUrl, of } = given
    const known = { id, kind, market, amount, currency, externalId, phone, payerMessage, payeeNote, callbackUrl, of }
    const made: Transfer = { ...known, status: 'PENDING', reason: null, financialTransactionId: null, askedAt: now() }
    state.transfers[id] = made
    return made
  }

  function waitForAnswer(made: Transfer): void {
    const scripted = state.surprises.outcome
    state.surprises.outcome = null
    const byItself = phoneTable[made.phone.slice(-6)]
    if (byItself === 'ongoing') return
    if (scripted !== null) clock.at(made.askedAt + 1000, () => answer(made.id, scripted === 'SUCCESSFUL' ? null : scripted))
    else if (byItself) clock.at(made.askedAt + byItself.afterSeconds * 1000, () => answer(made.id, byItself.reason))
    clock.at(made.askedAt + promptSeconds * 1000, () => answer(made.id, 'EXPIRED'))
  }

  /** The person at the phone, or the network, ends it: with a reason against it, or none. @returns whether it was still open */
  function answer(id: string, reason: string | null): boolean {
    const made = state.transfers[id]
    if (made?.status !== 'PENDING') return false
    made.status = reason === null ? 'SUCCESSFUL' : 'FAILED'
    made.reason = reason
    if (reason === null) made.financialTransactionId = String(1_000_000_000 + Math.floor(random.next() * 8_000_000_000))
    if (made.callbackUrl) {
      // Their sandbox posts where the markets put.
      const method = made.market === 'sandbox' ? 'POST' : 'PUT'
      service.tell({ method, url: made.callbackUrl, about: made.kind, body: asBody(made) })
    }
    changed()
    return true
  }

  function giveBack(input: z.output<typeof Refund>, { id, callbackUrl, market }: Place): JsonAnswer {
    const { referenceIdToRefund, ...rest } = input
    const source = state.transfers[referenceIdToRefund]
    if (source?.status !== 'SUCCESSFUL') return failed(404, 'RESOURCE_NOT_FOUND')
    const made = keep({ ...rest, id, kind: 'refund', market, callbackUrl, phone: source.phone, of: source.id })
    const isTooMuch = backOf(source.id) + cents(input.amount) > cents(source.amount)
    const reason = state.surprises.refund ?? (isTooMuch ? 'NOT_ALLOWED' : null)
    state.surprises.refund = null
    clock.at(made.askedAt + refundSeconds * 1000, () => answer(made.id, reason))
    return { status: 202 }
  }

  const backOf = (id: string) =>
    Object.values(state.transfers)
      .filter((each) => each.of === id && each.status === 'SUCCESSFUL')
      .reduce((sum, each) => sum + cents(each.amount), 0n)

  function show(id: string, kind: Transfer['kind']): JsonAnswer {
    const found = state.transfers[id]
    const isHidden = found && now() < found.askedAt + state.surprises.hiddenSeconds * 1000
    if (found?.kind !== kind || isHidden) return failed(404, 'RESOURCE_NOT_FOUND')
    return { status: 200, body: asBody(found) }
  }

  function byNote(note: string): Transfer | undefined {
    return Object.values(state.transfers).findLast(
      (each) => each.kind === 'requesttopay' && each.payeeNote === note && each.status === 'PENDING',
    )
  }

  const control = new Hono()
    .post('/requests/:id/answer', async (c) => {
      const { reason } = z.object({ reason: z.string().nullable().default(null) }).parse(await c.req.json())
      const id = c.req.param('id')
      const made = state.transfers[id] ?? byNote(id)
      return made && answer(made.id, reason) ? c.json({ ok: true }) : c.json({ error: 'no such question stands on a phone' }, 404)
    })
    .post('/surprises', async (c) => {
      const Surprises = z.strictObject({
        amount: Amount.nullable().optional(),
        outcome: z.string().nullable().optional(),
        refund: z.string().nullable().optional(),
        hiddenSeconds: z.number().int().min(0).optional(),
      })
      Object.assign(state.surprises, Surprises.parse(await c.req.json()))
      changed()
      return c.json(state.surprises)
    })

  return {
    title: 'MTN MoMo',
    origins: ['https://sandbox.momodeveloper.mtn.com', 'https://proxy.momoapi.mtn.com'],
    control,
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
      for (const made of Object.values(state.transfers)) {
        if (made.status !== 'PENDING') continue
        if (made.kind === 'refund') clock.at(made.askedAt + refundSeconds * 1000, () => answer(made.id, null))
        else waitForAnswer(made)
      }
      service.resume()
    },
    reset() {
      Object.assign(state, newMomoState())
    },
    stop: service.stop,
  } satisfies EmulatedService & Record<string, unknown>
}

/** Two decimals for every currency: only to compare. */
function cents(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.')
  return BigInt(whole + part.padEnd(2, '0'))
}

/** The status, and word for word the callback. */
function asBody(made: Transfer): object {
  const { kind, amount, currency, externalId, phone, payerMessage, payeeNote, status, reason, financialTransactionId } = made
  const party = { partyIdType: 'MSISDN', partyId: phone }
  return {
    ...(financialTransactionId && { financialTransactionId }),
    externalId,
    amount,
    currency,
    ...(kind === 'refund' ? { payee: party } : { payer: party }),
    payerMessage,
    payeeNote,
    status,
    ...(reason && { reason: { code: reason, message: messages[reason] ?? reason } }),
  }
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
