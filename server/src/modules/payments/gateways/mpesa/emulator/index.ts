import { Hono } from 'hono'
import { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { jsonService, type JsonAnswer, type JsonCall } from '../../../../../platform/emulation/json-service.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import type { EmulatedService, SandboxRow } from '../../../../../platform/emulation/service.ts'
import { inNairobi } from '../nairobi.ts'
import { Phone, PullRequest, PushRequest, QueryRequest, ReversalRequest, Shortcode, type Signed } from './requests.ts'
import { phoneTable, resultWords } from './results.ts'
import { calmSurprises, newMpesaState, type Line, type MpesaState, type Push, type Reversal } from './state.ts'

const tokenSeconds = 3_599
/** A question nobody answers goes away after so long. */
const promptSeconds = 90
const reversalSeconds = 3
const pageSize = 100
const bookSeconds = 48 * 3_600

export type MpesaEmulator = ReturnType<typeof mpesaEmulator>

/** Daraja and the phones behind it, on one machine. One token at a time, no idempotency at all, and calls that are not signed. */
export function mpesaEmulator({ emulation }: { emulation: Emulation }) {
  const { clock, random, changed } = emulation
  const state = newMpesaState()
  const service = jsonService({ emulation, state, retrySeconds: [], work, refuse, shown })
  const now = () => clock.now()
  const requestId = () => `${random.id(4)}-${random.id(4)}-1`.toLowerCase()
  const receiptNumber = () => `S${random.id(9).toUpperCase()}`

  const failed = (status: number, errorCode: string, errorMessage: string): JsonAnswer => ({
    status,
    body: { requestId: requestId(), errorCode, errorMessage },
  })

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
    if (call.path.endsWith('/mpesa/stkpush/v1/processrequest')) return read(PushRequest, call, push)
    if (call.path.endsWith('/mpesa/stkpushquery/v1/query')) return read(QueryRequest, call, query)
    if (call.path.endsWith('/mpesa/reversal/v1/request')) return read(ReversalRequest, call, reverse)
    if (call.path.endsWith('/pulltransactions/v1/query')) return read(PullRequest, call, pull)
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

  function isSigned({ BusinessShortCode, Password, Timestamp }: z.output<typeof Signed>): boolean {
    const plain = Buffer.from(Password, 'base64').toString()
    return plain.startsWith(BusinessShortCode) && plain.endsWith(Timestamp) && plain.length > BusinessShortCode.length + Timestamp.length
  }

  function push(input: z.output<typeof PushRequest>): JsonAnswer {
    if (!isSigned(input)) return failed(500, '500.001.1001', 'Wrong credentials')
    const phone = input.PhoneNumber
    if (Object.values(state.pushes).some((each) => each.phone === phone && each.result === null))
      return failed(500, '500.001.1001', 'Unable to lock subscriber, a transaction is already in process for the current subscriber')
    const made: Push = {
      id: `ws_CO_${inNairobi(new Date(now())).replaceAll(/\D/g, '')}${random.id(9)}`,
      merchantRequestId: requestId(),
      shortcode: input.BusinessShortCode,
      shillings: input.Amount,
      phone,
      account: input.AccountReference,
      callbackUrl: input.CallBackURL,
      askedAt: now(),
      result: null,
    }
    state.pushes[made.id] = made
    waitFor(made)
    const accepted = 'Success. Request accepted for processing'
    return {
      status: 200,
      body: {
        MerchantRequestID: made.merchantRequestId,
        CheckoutRequestID: made.id,
        ResponseCode: '0',
        ResponseDescription: accepted,
        CustomerMessage: accepted,
      },
    }
  }

  /** Some phones answer by themselves; a question nobody answers goes away. */
  function waitFor(made: Push): void {
    const byItself = phoneTable.find(({ ending }) => made.phone.endsWith(ending))
    const scripted = state.surprises.outcome
    if (scripted !== null) state.surprises.outcome = null
    if (byItself || scripted !== null)
      clock.at(made.askedAt + (byItself?.afterSeconds ?? 4) * 1000, () => answer(made.id, scripted ?? byItself?.code ?? '0'))
    clock.at(made.askedAt + promptSeconds * 1000, () => answer(made.id, '1019'))
  }

  /** The person at the phone, or the network, ends the question. @returns whether it still stood there */
  function answer(id: string, code: string): boolean {
    const made = state.pushes[id]
    if (!made || made.result) return false
    const isPaid = code === '0'
    const line = isPaid ? pay(made.phone, made.account, made.shillings + (state.surprises.shillingsDelta ?? 0), made.shortcode) : null
    if (isPaid) state.surprises.shillingsDelta = null
    made.result = { code, description: resultWords[code] ?? 'The service request failed.', at: now(), receipt: line?.receipt ?? null }
    tellOfPush(made)
    changed()
    return true
  }

  /** Money reaches the paybill, by a push or typed by somebody. */
  function pay(phone: string, account: string, shillings: number, shortcode: string): Line {
    const line: Line = {
      receipt: receiptNumber(),
      at: now(),
      phone,
      account,
      amount: `${shillings}.00`,
      shortcode,
      isReversed: false,
    }
    state.book[line.receipt] = line
    changed()
    return line
  }

  function tellOfPush({ id, merchantRequestId, result, callbackUrl }: Push): void {
    const line = result?.receipt ? state.book[result.receipt] : undefined
    const told = {
      MerchantRequestID: merchantRequestId,
      CheckoutRequestID: id,
      ResultCode: Number(result?.code),
      ResultDesc: result?.description ?? '',
      ...(line && {
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: Number(line.amount) },
            { Name: 'MpesaReceiptNumber', Value: line.receipt },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: Number(inNairobi(new Date(line.at)).replaceAll(/\D/g, '')) },
            { Name: 'PhoneNumber', Value: Number(line.phone) },
          ],
        },
      }),
    }
    service.tell({ method: 'POST', url: callbackUrl, about: 'stkCallback', body: { Body: { stkCallback: told } } })
  }

  function query(input: z.output<typeof QueryRequest>): JsonAnswer {
    if (!isSigned(input)) return failed(500, '500.001.1001', 'Wrong credentials')
    const made = state.pushes[input.CheckoutRequestID]
    if (!made) return failed(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID')
    if (!made.result) return failed(500, '500.001.1001', 'The transaction is being processed')
    return {
      status: 200,
      body: {
        ResponseCode: '0',
        ResponseDescription: 'The service request has been accepted successfully',
        MerchantRequestID: made.merchantRequestId,
        CheckoutRequestID: made.id,
        ResultCode: made.result.code,
        ResultDesc: made.result.description,
      },
    }
  }

  function reverse(input: z.output<typeof ReversalRequest>): JsonAnswer {
    const line = state.book[input.TransactionID]
    const scripted = state.surprises.reversal
    state.surprises.reversal = null
    const code = scripted ?? (!line ? 'R000002' : line.isReversed ? 'R000001' : '0')
    if (line && code === '0') line.isReversed = true
    const made: Reversal = {
      id: `${random.id(4)}-${random.id(4)}-${random.id(12)}`.toLowerCase(),
      conversationId: `AG_${inNairobi(new Date(now())).slice(0, 10).replaceAll('-', '')}_${random.id(20).toLowerCase()}`,
      receipt: input.TransactionID,
      shillings: input.Amount,
      resultUrl: input.ResultURL,
      code,
      description: resultWords[code] ?? 'The service request failed.',
    }
    state.reversals[made.id] = made
    service.tell({ method: 'POST', url: made.resultUrl, about: 'reversal', body: asResult(made) })
    return {
      status: 200,
      body: {
        OriginatorConversationID: made.id,
        ConversationID: made.conversationId,
        ResponseCode: '0',
        ResponseDescription: 'Accept the service request successfully.',
      },
    }
  }

  function asResult(made: Reversal): object {
    return {
      Result: {
        ResultType: 0,
        ResultCode: made.code === '0' ? 0 : made.code,
        ResultDesc: made.description,
        OriginatorConversationID: made.id,
        ConversationID: made.conversationId,
        TransactionID: receiptNumber(),
        ...(made.code === '0' && {
          ResultParameters: {
            ResultParameter: [
              { Key: 'Amount', Value: made.shillings },
              { Key: 'TransCompletedTime', Value: Number(inNairobi(new Date(now() + reversalSeconds * 1000)).replaceAll(/\D/g, '')) },
              { Key: 'OriginalTransactionID', Value: made.receipt },
              { Key: 'Charge', Value: 0 },
            ],
          },
        }),
        ReferenceData: {
          ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'https://internalsandbox.safaricom.co.ke/mpesa/reversalresults/v1/submit' },
        },
      },
    }
  }

  /** What was paid to the shortcode in between, oldest first, as far back as two days. */
  function pull({ ShortCode, StartDate, EndDate, OffSetValue }: z.output<typeof PullRequest>): JsonAnswer {
    const lines = Object.values(state.book)
      .filter((line) => line.shortcode === ShortCode && line.at >= now() - bookSeconds * 1000 && !state.surprises.bookSilent)
      .filter((line) => inNairobi(new Date(line.at)) >= StartDate && inNairobi(new Date(line.at)) <= EndDate)
      .toSorted((a, b) => a.at - b.at)
      .slice(OffSetValue, OffSetValue + pageSize)
    const rows = lines.map((line) => ({
      transactionId: line.receipt,
      trxDate: `${inNairobi(new Date(line.at)).replace(' ', 'T')}Z`,
      msisdn: Number(line.phone),
      sender: 'MPESA',
      transactiontype: 'c2b-pay-bill-debit',
      billreference: line.account,
      amount: line.amount,
      organizationname: 'Duka Coffee',
    }))
    return {
      status: 200,
      body: { ResponseRefID: requestId(), ResponseCode: '1000', ResponseMessage: 'Success', Response: rows.length > 0 ? [rows] : [] },
    }
  }

  function byAccount(account: string): Push | undefined {
    const wanted = account.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
    return Object.values(state.pushes).findLast((each) => each.account.startsWith(wanted) && each.result === null)
  }

  const control = new Hono()
    .post('/pushes/:id/answer', async (c) => {
      const { code } = z
        .object({
          code: z
            .string()
            .regex(/^\w{1,12}$/)
            .default('0'),
        })
        .parse(await c.req.json())
      const id = c.req.param('id')
      const made = state.pushes[id] ?? byAccount(id)
      return made && answer(made.id, code) ? c.json({ ok: true }) : c.json({ error: 'no such question stands on a phone' }, 404)
    })
    .post('/paybill', async (c) => {
      const Typed = z.object({ phone: Phone, account: z.string().min(1).max(20), shillings: z.number().int().min(1), shortcode: Shortcode })
      const { phone, account, shillings, shortcode } = Typed.parse(await c.req.json())
      return c.json({ receipt: pay(phone, account, shillings, shortcode).receipt })
    })
    .post('/surprises', async (c) => {
      const Surprises = z.strictObject({
        shillingsDelta: z.number().int().nullable().optional(),
        outcome: z.string().nullable().optional(),
        reversal: z.string().nullable().optional(),
        bookSilent: z.boolean().optional(),
      })
      Object.assign(state.surprises, Surprises.parse(await c.req.json()))
      changed()
      return c.json(state.surprises)
    })

  return {
    title: 'M-Pesa',
    origins: ['https://sandbox.safaricom.co.ke', 'https://api.safaricom.co.ke'],
    control,
    fetch: service.fetch,
    state,
    faults: service.faults,
    switches: service.switches,
    settle: service.settle,
    answer,
    pay,
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
      for (const made of Object.values(state.pushes)) if (!made.result) waitFor(made)
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
