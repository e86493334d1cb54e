import type { Currency } from 'shared/currencies'

/** Somebody who publishes rates. Adapters are pure input, output and mapping: no database, no sibling. */
export type RateSource = {
  id: SourceId
  kind: 'fiat' | 'coin'
  /** How seldom it is asked: what changes once a day need not be asked for every five minutes. */
  everySeconds: number
  /** @throws when it does not answer, or answers what cannot be read */
  read(): Promise<Quotes>
}

export type SourceId = 'frankfurter' | 'exchange-rate-api' | 'coinbase' | 'kraken'

/** Decimals as the source wrote them: so many units for so many US dollars. `asOf`: the moment, or the day, it is a rate of. */
export type Quote = { units: string; usd: string; asOf: string }
export type Quotes = Partial<Record<Currency, Quote>>

/** USDT is one coin on two networks, and both of ours are quoted by its price. It is not the dollar. */
export const coinNames = { BTC: ['BTC'], ETH: ['ETH'], TON: ['TON'], USDT: ['USDT_TON', 'USDT_ETH'] } as const satisfies Record<
  string,
  readonly Currency[]
>
