// The door of exchange rates. What an amount comes to by one of them: shared/rates.

export { createRateSources } from './sources/index.ts'
export { createRates, quoteSeconds, type Rates, type RatesTable } from './rates.ts'
