import { fiatCodes, isCurrency } from 'shared/currencies'
import { z } from 'zod'
import { fetchExact } from './fetch-exact.ts'
import type { Quotes, RateSource } from './source.ts'

const Rates = z.array(z.object({ date: z.string(), base: z.literal('USD'), quote: z.string(), rate: z.string() }))

/**
 * Reference rates of the ECB and other central banks, without a key (frankfurter.dev). The second version of its API, because
 * the first knows only the ECB's currencies and so no African one.
 */
export function frankfurter(url: string): RateSource {
  const quotes = fiatCodes.filter((code) => code !== 'USD').join(',')
  return {
    id: 'frankfurter',
    kind: 'fiat',
    everySeconds: 3_600,
    async read() {
      const read: Quotes = {}
      for (const { quote, rate, date } of Rates.parse(await fetchExact(`${url}/v2/rates?base=USD&quotes=${quotes}`)))
        if (isCurrency(quote)) read[quote] = { units: rate, usd: '1', asOf: `${date}T00:00:00.000Z` }
      return read
    },
  }
}
