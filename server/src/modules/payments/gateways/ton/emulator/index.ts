import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { z } from 'zod'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { FaultKind } from '../../../../../platform/emulation/faults.ts'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import type { EmulatedService } from '../../../../../platform/emulation/service.ts'
import { withFaults } from '../../../../../platform/emulation/with-faults.ts'
import { asRaw } from '../address.ts'
import type { Ledger } from './ledger.ts'
import { newTonState, type TonState } from './state.ts'
import { walletRoutes } from './wallet-routes.ts'

/** TON on one machine: what happened on a chain of its own, told as toncenter's index tells it, and a wallet to pay from. */
export function tonEmulator({ emulation, origin }: { emulation: Emulation; origin: string }) {
  const { changed } = emulation
  const state = newTonState()
  const { faults, answer } = withFaults({ emulation, state })
  let opened: Promise<Ledger> | undefined

  /** The virtual machine is heavy: it is loaded when somebody pays. */
  const ledger = (): Promise<Ledger> => (opened ??= import('./ledger.ts').then(({ openLedger }) => openLedger({ state, emulation })))
  const accounts = () => import('./accounts.ts')
  const waits = new Set<() => void>()

  const index = new Hono()
    .get('/transactions', (c) => {
      const query = Query.safeParse(c.req.query())
      if (!query.success) return c.json({ code: 422, error: query.error.issues[0]?.message ?? 'failed to decode' }, 422)
      const { account, start_utime, end_utime, start_lt, limit, offset, sort } = query.data
      const wanted = account === undefined ? undefined : asRaw(account)
      if (account !== undefined && !wanted) return c.json({ code: 422, error: `Invalid address: ${account}` }, 422)
      const found = state.transactions.filter(
        (each) =>
          // An index tells of what is in a block of the masterchain; what is not there yet it tells of as emulated.
          (!wanted || each.account.toLowerCase() === wanted) &&
          each.now >= (start_utime ?? 0) &&
          each.now <= (end_utime ?? Infinity) &&
          BigInt(each.lt) >= (start_lt ?? 0n),
      )
      const sorted = found.toSorted((a, b) => Number(BigInt(a.lt) - BigInt(b.lt)) * (sort === 'asc' ? 1 : -1))
      return c.json({ transactions: sorted.slice(offset, offset + limit), address_book: {} })
    })
    .post('/runGetMethod', async (c) => {
      const asked = MethodCall.safeParse(await c.req.json().catch(() => undefined))
      if (!asked.success) return c.json({ code: 422, error: 'failed to parse body' }, 422)
      const { address, method, stack } = asked.data
      const raw = asRaw(address)
      if (!raw) return c.json({ code: 422, error: `Invalid address: ${address}` }, 422)
      // Asked of every payment: for this one the chain need not be there.
      const quick = method === 'get_wallet_address' ? (await accounts()).jettonWalletAnswer(raw, stack) : undefined
      return c.json({ ...(quick ?? (await (await ledger()).runGetMethod(raw, method, stack))), block_id: { seqno: state.block } })
    })

  const app = new Hono()
    .onError((error) => {
      throw error
    })
    .use(cors())
    .route('/api/v3', index)
    .route('/', walletRoutes({ state, ledger, origin, emulation, waits }))

  const control = new Hono()
    .post('/pay', async (c) => {
      const { amount, ...given } = await readInput(c, Pay)
      const arrived = await (await ledger()).pay({ ...given, amount: BigInt(amount) })
      return c.json({ arrived: String(arrived) })
    })
    .post('/hold', (c) => {
      state.holds = true
      changed()
      return c.json({ ok: true })
    })
    .post('/advance', async (c) => {
      ;(await ledger()).advance()
      return c.json({ ok: true })
    })

  /** Only what the shop reads of the chain goes wrong: the wallet is a person's. */
  async function fetch(request: Request): Promise<Response> {
    const { method } = request
    const { pathname: path } = new URL(request.url)
    if (!path.startsWith('/api/v3/')) return app.fetch(request)
    return answer<Response>({ method, path, work: () => app.fetch(request), refuse: ({ kind }) => refusal(kind) })
  }

  return {
    title: 'TON',
    origins: ['https://toncenter.com', 'https://testnet.toncenter.com'],
    fetch,
    control,
    state,
    faults,
    calm: () => void state.faults.splice(0),
    /** What was sent, and what of it came to the shop. */
    truth: () => ({ sent: state.sent }),
    rows: () =>
      state.sent.toReversed().map(({ id, coin, memo, amount, arrived, how, at }) => ({
        id,
        text: `${coin === 'ton' ? 'TON' : 'USDT'} ${decimal(amount, coin === 'ton' ? 9 : 6)} ${memo ?? ''}`.trim(),
        state: how === 'right' && arrived !== '0' ? 'arrived' : how,
        at,
        actions: state.holds ? [{ label: 'finalize', path: 'advance' }] : [],
      })),
    restore(kept: TonState) {
      Object.assign(state, newTonState(), kept)
      void opened?.then((one) => one.forget())
    },
    reset() {
      Object.assign(state, newTonState())
      void opened?.then((one) => one.forget())
    },
    stop() {
      for (const wake of waits) wake()
    },
    pay: async (pay: Parameters<Ledger['pay']>[0]) => (await ledger()).pay(pay),
    sign: async (...asked: Parameters<Ledger['sign']>) => (await ledger()).sign(...asked),
    hold: () => void (state.holds = true),
    advance: async () => (await ledger()).advance(),
  } satisfies EmulatedService & Record<string, unknown>
}

/** docs.ton.org, toncenter v3 errors. */
function refusal(kind: FaultKind): Response {
  const [code, error] = {
    rate_limit: [429, 'Ratelimit exceed'] as const,
    forbid: [403, 'API key does not exist'] as const,
    reject: [422, 'failed to decode'] as const,
  }[kind as 'reject'] ?? [500, 'internal server error']
  return Response.json({ code, error }, { status: code, headers: { 'access-control-allow-origin': '*' } })
}

const number = z.coerce.number().int().min(0)
const Query = z.object({
  account: z.string().optional(),
  start_utime: number.optional(),
  end_utime: number.optional(),
  start_lt: z.coerce.bigint().optional(),
  limit: number.min(1).max(1000).default(10),
  offset: number.default(0),
  sort: z.enum(['asc', 'desc']).default('desc'),
})
const MethodCall = z.object({
  address: z.string(),
  method: z.string(),
  stack: z.array(z.object({ type: z.string(), value: z.unknown() })).default([]),
})
const Pay = z.strictObject({
  person: z.string().default('Amina'),
  coin: z.enum(['ton', 'usdt']),
  amount: z.string().regex(/^\d{1,30}$/),
  memo: z.string().max(200).nullable().default(null),
  how: z.enum(['right', 'no_memo', 'zero_forward', 'fake_jetton', 'forged', 'bounced']).default('right'),
})

function decimal(amount: string, places: number): string {
  const digits = amount.padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
}
