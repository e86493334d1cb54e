import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { fetchExact } from './fetch-exact.ts'
import { coinNames, type Quotes, type RateSource } from './source.ts'

const Ticker = z.object({
  error: z.array(z.string()),
  result: z.record(z.string(), z.object({ c: z.tuple([z.string(), z.string()]) })).optional(),
})

/** What is asked for, and what it is called in the answer (docs.kraken.com/api-reference/market-data/get-ticker-information). */
const pairs = { XBTUSD: 'BTC', XXBTZUSD: 'BTC', ETHUSD: 'ETH', XETHZUSD: 'ETH', TONUSD: 'TON', USDTUSD: 'USDT', USDTZUSD: 'USDT' } as const

/** Coins by Kraken's last trade in dollars, no key. */
export function kraken(url: string, clock: Clock): RateSource {
  return {
    id: 'kraken',
    kind: 'coin',
    everySeconds: 240,
    async read() {
      const { error, result = {} } = Ticker.parse(await fetchExact(`${url}/0/public/Ticker?pair=XBTUSD,ETHUSD,TONUSD,USDTUSD`))
      if (error.length > 0) throw new Error(`Kraken refused: ${error.join(', ')}`)
      const read: Quotes = {}
      for (const [pair, name] of Object.entries(pairs)) {
        const price = result[pair]?.c[0]
        if (price !== undefined)
          for (const code of coinNames[name]) read[code] = { units: '1', usd: price, asOf: clock.now().toISOString() }
      }
      return read
    },
  }
}
