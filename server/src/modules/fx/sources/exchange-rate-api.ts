import { fiatCodes } from 'shared/currencies'
import { z } from 'zod'
import { fetchExact } from './fetch-exact.ts'
import type { Quotes, RateSource } from './source.ts'

const Latest = z.object({
  result: z.literal('success'),
  base_code: z.literal('USD'),
  time_last_update_unix: z.string(),
  rates: z.record(z.string(), z.string()),
})

/**
 * The open endpoint of ExchangeRate-API (exchangerate-api.com/docs/free): once a day, no key, asked at most once an hour so
 * that it never refuses. It must be named where its rates are used.
 */
export function exchangeRateApi(url: string): RateSource {
  return {
    id: 'exchange-rate-api',
    kind: 'fiat',
    everySeconds: 3_600,
    async read() {
      const { rates, time_last_update_unix: seconds } = Latest.parse(await fetchExact(`${url}/v6/latest/USD`))
      const asOf = new Date(Number(seconds) * 1000).toISOString()
      const read: Quotes = {}
      for (const code of fiatCodes) {
        const units = rates[code]
        if (units !== undefined && code !== 'USD') read[code] = { units, usd: '1', asOf }
      }
      return read
    },
  }
}
