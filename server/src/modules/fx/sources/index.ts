import type { Clock } from '../../../platform/clock.ts'
import type { FxConfig } from '../environment.ts'
import { coinbase } from './coinbase.ts'
import { exchangeRateApi } from './exchange-rate-api.ts'
import { frankfurter } from './frankfurter.ts'
import { kraken } from './kraken.ts'
import type { RateSource } from './source.ts'

/** Everybody who is asked for rates, the most trusted first of each kind: the rate is the first one's that another confirms. */
export function createRateSources(config: FxConfig['urls'], clock: Clock): RateSource[] {
  return [
    frankfurter(config.frankfurter),
    exchangeRateApi(config.exchangeRateApi),
    coinbase(config.coinbase, clock),
    kraken(config.kraken, clock),
  ]
}
