import type { Quotes } from './sources/source.ts'

/**
 * Rates of one day, kept in the code. As rates they are good for a week (FX_OFFLINE_MAX_AGE_DAYS), so in a shop of an older
 * release they only tell what is plausible: see agree.ts. No coins: theirs are old after minutes.
 */
export const offlineDate = '2026-09-29T00:00:00.000Z'

const unitsForOneDollar = {
  EUR: '0.88022588',
  GBP: '0.75538854',
  KES: '129.67469522',
  TZS: '2639.58818787',
  UGX: '3914.66823395',
  AED: '3.6725',
  SAR: '3.75',
  GHS: '11.64619458',
  RWF: '1475.53318363',
  ZMW: '19.61964913',
  XAF: '577.3903304',
  XOF: '577.3903304',
} as const

export const offlineRates: Quotes = Object.fromEntries(
  Object.entries(unitsForOneDollar).map(([code, units]) => [code, { units, usd: '1', asOf: offlineDate }]),
)
