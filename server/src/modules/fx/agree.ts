import { currencies, currencyCodes, type Currency } from 'shared/currencies'
import { parseRate, type Fraction } from 'shared/rates'
import type { Quote, Quotes, SourceId } from './sources/source.ts'

/** What a source told when it was last asked. */
export type Reading = { source: SourceId; readAt: string; quotes: Quotes }

/** A rate that may be charged by: `units` for `usd` dollars, whose number it is first and who confirms it after. */
export type AgreedRate = Quote & { sources: string[] }
export type AgreedRates = Partial<Record<Currency, AgreedRate>>

/** How far two sources may be apart. Reference rates are of different hours of the day; coins are of the same minute. */
const boundBps = { fiat: 150n, coin: 100n } as const

/**
 * How far a currency that only one source knows may be from the table in the code. It is there to catch a slipped point, a
 * swapped pair, a currency that lost its zeros: not the market, which has moved the cedi by 40 % in a year.
 */
const plausibleBps = 2_500n
/** After a year nobody knows any more what is plausible. */
const plausibleSeconds = 365 * 86_400

/** How old a number may be: central banks rest at weekends and for Easter; a coin that nobody saw for ten minutes has no price. */
const maxAgeSeconds = { fiat: 7 * 86_400, coin: 600 } as const
/** From which age on somebody should look why. */
export const warnSeconds = 48 * 3_600

type Offline = { quotes: Quotes; maxAgeSeconds: number }

/**
 * The rates that may be charged by now. Of each kind the first source's number counts that another source confirms; what
 * they disagree about is left out. Pure.
 */
export function agree(readings: readonly Reading[], offline: Offline, now: Date): AgreedRates {
  const agreed: AgreedRates = { USD: { units: '1', usd: '1', asOf: now.toISOString(), sources: [] } }
  for (const code of currencyCodes) {
    if (code === 'USD' || currencies[code].kind === 'stars') continue
    const kind = currencies[code].kind === 'coin' ? 'coin' : 'fiat'
    const known = readings.flatMap(({ source, quotes }) => {
      const quote = quotes[code]
      return quote && ageSeconds(quote, now) <= maxAgeSeconds[kind] && valueOf(quote) ? [{ source: source as string, quote }] : []
    })
    const rate = confirmed(known, boundBps[kind]) ?? (kind === 'fiat' ? byOffline(known, offline.quotes[code], offline, now) : undefined)
    if (rate) agreed[code] = rate
  }
  return agreed
}

type Known = { source: string; quote: Quote }

function confirmed(known: readonly Known[], bound: bigint): AgreedRate | undefined {
  for (const { source, quote } of known) {
    const others = known.filter((other) => other.source !== source && areWithin(quote, other.quote, bound))
    if (others.length > 0) return { ...quote, sources: [source, ...others.map((other) => other.source)] }
  }
  return undefined
}

/** The only source there is, where the table finds it plausible; the table itself, while it is young and nobody answers. */
function byOffline(known: readonly Known[], offline: Quote | undefined, { maxAgeSeconds }: Offline, now: Date): AgreedRate | undefined {
  const [only, ...others] = known
  if (!offline || others.length > 0) return undefined
  const age = ageSeconds(offline, now)
  if (!only) return age <= maxAgeSeconds ? { ...offline, sources: ['offline'] } : undefined
  return age <= plausibleSeconds && areWithin(only.quote, offline, plausibleBps) ? { ...only.quote, sources: [only.source] } : undefined
}

function areWithin(a: Quote, b: Quote, bps: bigint): boolean {
  const [x, y] = [valueOf(a), valueOf(b)]
  if (!x || !y) return false
  const [left, right] = [x.over * y.under, y.over * x.under]
  const apart = left > right ? left - right : right - left
  return apart * 10_000n <= (left < right ? left : right) * bps
}

/** Units for one dollar. */
export function valueOf({ units, usd }: Pick<Quote, 'units' | 'usd'>): Fraction | undefined {
  const [above, below] = [parseRate(units), parseRate(usd)]
  return above && below && { over: above.over * below.under, under: above.under * below.over }
}

export function ageSeconds({ asOf }: Pick<Quote, 'asOf'>, now: Date): number {
  return (now.getTime() - Date.parse(asOf)) / 1000
}
