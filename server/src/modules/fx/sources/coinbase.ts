import { z } from 'zod'
import type { Clock } from '../../../platform/clock.ts'
import { fetchExact } from './fetch-exact.ts'
import { coinNames, type Quotes, type RateSource } from './source.ts'

const Rates = z.object({ data: z.object({ currency: z.literal('USD'), rates: z.record(z.string(), z.string()) }) })

/** Coins by Coinbase (docs.cdp.coinbase.com/coinbase-app/track-apis/exchange-rates), no key. It tells units for one dollar, as of now. */
export function coinbase(url: string, clock: Clock): RateSource {
  return {
    id: 'coinbase',
    kind: 'coin',
    everySeconds: 240,
    async read() {
      const { rates } = Rates.parse(await fetchExact(`${url}/v2/exchange-rates?currency=USD`)).data
      const read: Quotes = {}
      for (const [name, codes] of Object.entries(coinNames)) {
        const units = rates[name]
        if (units !== undefined) for (const code of codes) read[code] = { units, usd: '1', asOf: clock.now().toISOString() }
      }
      return read
    },
  }
}
