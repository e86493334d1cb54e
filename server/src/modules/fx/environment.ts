import { z } from 'zod'
import { blank, url, type Site } from '../../platform/environment.ts'

/** Its names in the environment; `.env.example` explains them. */
export const fxEnvironment = {
  FRANKFURTER_URL: blank(url.optional()),
  EXCHANGE_RATE_API_URL: blank(url.optional()),
  COINBASE_URL: blank(url.optional()),
  KRAKEN_URL: blank(url.optional()),
  FX_SPREAD_BPS: blank(z.coerce.number().int().min(0).max(2_000).default(100)),
  FX_OFFLINE_MAX_AGE_DAYS: blank(z.coerce.number().int().min(0).max(365).default(7)),
}

type Environment = z.output<z.ZodObject<typeof fxEnvironment>>
export type FxConfig = ReturnType<typeof readFx>

export function readFx(env: Environment, { sandboxUrl }: Site) {
  const at = (given: string | undefined, real: string) => given ?? (sandboxUrl ? `${sandboxUrl}/rates` : real)
  return {
    urls: {
      frankfurter: at(env.FRANKFURTER_URL, 'https://api.frankfurter.dev'),
      exchangeRateApi: at(env.EXCHANGE_RATE_API_URL, 'https://open.er-api.com'),
      coinbase: at(env.COINBASE_URL, 'https://api.coinbase.com'),
      kraken: at(env.KRAKEN_URL, 'https://api.kraken.com'),
    },
    /** What is added to every rate, in hundredths of a per cent: what changing the money back costs. */
    spreadBps: env.FX_SPREAD_BPS,
    offlineMaxAgeSeconds: env.FX_OFFLINE_MAX_AGE_DAYS * 86_400,
  }
}
