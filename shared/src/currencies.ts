/** What one minor unit is, and how people write it. Exponents: ISO 4217; XTR (Telegram Stars) has no minor unit. */
export type CurrencyRule = {
  /** Decimal places between the minor unit and the major one. */
  exponent: number
  /** Decimal places shown to people when the amount is whole in them. */
  shown: number
  kind: 'fiat' | 'stars'
}

export const currencies = {
  USD: { exponent: 2, shown: 2, kind: 'fiat' },
  EUR: { exponent: 2, shown: 2, kind: 'fiat' },
  GBP: { exponent: 2, shown: 2, kind: 'fiat' },
  KES: { exponent: 2, shown: 0, kind: 'fiat' },
  TZS: { exponent: 2, shown: 0, kind: 'fiat' },
  UGX: { exponent: 0, shown: 0, kind: 'fiat' },
  AED: { exponent: 2, shown: 2, kind: 'fiat' },
  SAR: { exponent: 2, shown: 2, kind: 'fiat' },
  XTR: { exponent: 0, shown: 0, kind: 'stars' },
} as const satisfies Record<string, CurrencyRule>

export type Currency = keyof typeof currencies

export const currencyCodes = Object.keys(currencies) as Currency[]

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(currencies, value)
}
