import { Hono } from 'hono'
import { z } from 'zod'
import type { Emulation } from '../../../platform/emulation/emulation.ts'
import type { Call } from '../../../platform/emulation/calls.ts'
import type { Fault } from '../../../platform/emulation/faults.ts'
import type { EmulatedService } from '../../../platform/emulation/service.ts'
import { withFaults } from '../../../platform/emulation/with-faults.ts'

/** What each publishes, units for one dollar, as of 29 September 2026; TON's number is made up. */
const numbers = {
  EUR: 0.88022588,
  GBP: 0.75538854,
  KES: 129.67469522,
  TZS: 2639.58818787,
  UGX: 3914.66823395,
  AED: 3.6725,
  SAR: 3.75,
  GHS: 11.64619458,
  RWF: 1475.53318363,
  ZMW: 19.61964913,
  XAF: 577.3903304,
  XOF: 577.3903304,
  BTC: 0.000012017405,
  ETH: 0.00037506498,
  TON: 0.47619048,
  USDT: 1.00052249,
} as const
type Name = keyof typeof numbers
const names = Object.keys(numbers) as Name[]
const coins = new Set<Name>(['BTC', 'ETH', 'TON', 'USDT'])
const fiat = names.filter((name) => !coins.has(name))

const sources = ['frankfurter', 'exchange-rate-api', 'coinbase', 'kraken'] as const
type Source = (typeof sources)[number]

type State = {
  calls: Call[]
  faults: Fault[]
  /** How far everybody's number has moved, in per cent. */
  drift: Partial<Record<Name, number>>
  /** How far one source's number is from the others', in per cent. */
  odd: Partial<Record<Source, Partial<Record<Name, number>>>>
  dead: Source[]
}
const newState = (): State => ({ calls: [], faults: [], drift: {}, odd: {}, dead: [] })

const percent = z.number().gt(-99).lt(10_000)
const Move = z.strictObject({ currency: z.enum(names), percent })
const Disagree = z.strictObject({ source: z.enum(sources), currency: z.enum(names), percent })
const Die = z.strictObject({ source: z.enum(sources).optional(), dead: z.boolean().default(true) })

/**
 * Everybody the shop asks for exchange rates, by their true paths, which are all different, and with their true wire formats.
 * The numbers are fixed; `/control/rates` moves them, lets one source disagree, and silences it.
 */
export function ratesEmulator(emulation: Pick<Emulation, 'clock' | 'changed'>): EmulatedService & { control: Hono } {
  const { clock, changed } = emulation
  const state = newState()
  const { faults, answer } = withFaults({ emulation, state })
  const today = () => new Date(clock.now()).toISOString().slice(0, 10)

  const numberOf = (source: Source, name: Name) =>
    numbers[name] * (1 + (state.drift[name] ?? 0) / 100) * (1 + (state.odd[source]?.[name] ?? 0) / 100)
  const tableOf = (source: Source, of: readonly Name[]) => of.map((name) => [name, Number(numberOf(source, name).toPrecision(12))] as const)

  const http = new Hono()
    .get('/v2/rates', (c) => {
      const quotes = c.req.query('quotes')?.toUpperCase().split(',')
      if (c.req.query('base')?.toUpperCase() !== 'USD') return c.json({ status: 422, message: 'invalid currency' }, 422)
      const known = tableOf('frankfurter', fiat).filter(([name]) => !quotes || quotes.includes(name))
      return c.json(known.map(([quote, rate]) => ({ date: today(), base: 'USD', quote, rate })))
    })
    .get('/v6/latest/USD', (c) => {
      const updated = Date.parse(today()) / 1000
      return c.json({
        result: 'success',
        provider: 'https://www.exchangerate-api.com',
        documentation: 'https://www.exchangerate-api.com/docs/free',
        terms_of_use: 'https://www.exchangerate-api.com/terms',
        time_last_update_unix: updated,
        time_last_update_utc: new Date(updated * 1000).toUTCString(),
        time_next_update_unix: updated + 86_400,
        time_next_update_utc: new Date((updated + 86_400) * 1000).toUTCString(),
        time_eol_unix: 0,
        base_code: 'USD',
        rates: { USD: 1, ...Object.fromEntries(tableOf('exchange-rate-api', fiat)) },
      })
    })
    .get('/v2/exchange-rates', (c) =>
      c.json({
        data: {
          currency: 'USD',
          rates: { USD: '1.0', ...Object.fromEntries(tableOf('coinbase', names).map(([name, units]) => [name, plain(units)])) },
        },
      }),
    )
    .get('/0/public/Ticker', (c) => {
      const pairs = {
        XBTUSD: ['XXBTZUSD', 'BTC'],
        ETHUSD: ['XETHZUSD', 'ETH'],
        TONUSD: ['TONUSD', 'TON'],
        USDTUSD: ['USDTZUSD', 'USDT'],
      } as const
      const asked = (c.req.query('pair') ?? '').split(',')
      const unknown = asked.find((pair) => !(pair in pairs))
      if (unknown !== undefined) return c.json({ error: ['EQuery:Unknown asset pair'] })
      const tickers = asked.map((pair) => {
        const [title, name] = pairs[pair as keyof typeof pairs]
        const price = plain(Number((1 / numberOf('kraken', name)).toPrecision(9)))
        const [day, count] = [
          [price, price],
          [1, 1],
        ]
        return [
          title,
          { a: [price, '1', '1.000'], b: [price, '1', '1.000'], c: [price, '0.01'], v: day, p: day, t: count, l: day, h: day, o: price },
        ]
      })
      return c.json({ error: [], result: Object.fromEntries(tickers) as object })
    })

  const control = new Hono()
    .post('/move', async (c) => {
      const { currency, percent } = Move.parse(await c.req.json())
      state.drift[currency] = percent
      changed()
      return c.json({ drift: state.drift })
    })
    .post('/disagree', async (c) => {
      const { source, currency, percent } = Disagree.parse(await c.req.json())
      state.odd[source] = { ...state.odd[source], [currency]: percent }
      changed()
      return c.json({ odd: state.odd })
    })
    .post('/die', async (c) => {
      const { source, dead } = Die.parse(await c.req.json())
      const named: readonly Source[] = source ? [source] : sources
      state.dead = [...state.dead.filter((each) => !named.includes(each)), ...(dead ? named : [])]
      changed()
      return c.json({ dead: state.dead })
    })

  function fetch(request: Request): Promise<Response> {
    const { pathname: path } = new URL(request.url)
    const source = sourceOf(path)
    return answer<Response>({
      method: request.method,
      path,
      work: () => http.fetch(request),
      refuse: ({ kind }) => new Response('', { status: { rate_limit: 429, forbid: 403, reject: 400 }[kind as 'reject'] ?? 503 }),
      isSilent: source !== undefined && state.dead.includes(source),
    })
  }

  return {
    title: 'Exchange rates',
    origins: ['https://api.frankfurter.dev', 'https://open.er-api.com', 'https://api.coinbase.com', 'https://api.kraken.com'],
    fetch,
    state,
    control,
    faults,
    calm() {
      Object.assign(state, { faults: [], drift: {}, odd: {}, dead: [] })
    },
    truth: () => ({ drift: state.drift }),
    rows: () =>
      names.map((name) => ({
        id: name,
        text: `1 USD = ${plain(numberOf('frankfurter', name))} ${name}`,
        state: state.drift[name] ? `${state.drift[name]} %` : '',
        at: new Date(clock.now()).toISOString(),
        actions: [
          { label: 'moveUp', path: 'move', body: { currency: name, percent: (state.drift[name] ?? 0) + 5 } },
          {
            label: 'disagree',
            path: 'disagree',
            body: { source: coins.has(name) ? 'kraken' : 'frankfurter', currency: name, percent: 10 },
          },
        ],
      })),
    restore(kept: State) {
      Object.assign(state, newState(), kept)
    },
    reset() {
      Object.assign(state, newState())
    },
    stop: () => undefined,
  }
}

function sourceOf(path: string): Source | undefined {
  if (path.endsWith('/v2/rates')) return 'frankfurter'
  if (path.includes('/v6/')) return 'exchange-rate-api'
  if (path.endsWith('/exchange-rates')) return 'coinbase'
  return path.endsWith('/Ticker') ? 'kraken' : undefined
}

/** As exchanges write it: never with an exponent. */
function plain(value: number): string {
  return value.toFixed(18).replace(/0+$/, '').replace(/\.$/, '')
}
