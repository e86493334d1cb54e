/**
 * What one minor unit is, and how people write it. Exponents: ISO 4217; XTR (Telegram Stars) has no minor unit; coins as
 * their networks count them (nanoton, satoshi, wei, and millionths of a USDT). The same USDT on two networks is two
 * currencies here: what was sent on one cannot be seen on the other.
 */
export type CurrencyRule = {
  /** Decimal places between the minor unit and the major one. */
  exponent: number
  /** Decimal places shown to people when the amount is whole in them. */
  shown: number
  kind: 'fiat' | 'stars' | 'coin'
  /** A coin's name as wallets show it. */
  symbol?: string
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
  GHS: { exponent: 2, shown: 2, kind: 'fiat' },
  RWF: { exponent: 0, shown: 0, kind: 'fiat' },
  ZMW: { exponent: 2, shown: 2, kind: 'fiat' },
  XAF: { exponent: 0, shown: 0, kind: 'fiat' },
  XOF: { exponent: 0, shown: 0, kind: 'fiat' },
  TON: { exponent: 9, shown: 2, kind: 'coin', symbol: 'TON' },
  USDT_TON: { exponent: 6, shown: 2, kind: 'coin', symbol: 'USDT' },
  BTC: { exponent: 8, shown: 4, kind: 'coin', symbol: 'BTC' },
  ETH: { exponent: 18, shown: 4, kind: 'coin', symbol: 'ETH' },
  USDT_ETH: { exponent: 6, shown: 2, kind: 'coin', symbol: 'USDT' },
  XTR: { exponent: 0, shown: 0, kind: 'stars' },
} as const satisfies Record<string, CurrencyRule>

export type Currency = keyof typeof currencies

export const currencyCodes = Object.keys(currencies) as Currency[]

/** What a shop may keep its prices in, and people choose to see them in. */
export const fiatCodes = currencyCodes.filter((code) => currencies[code].kind === 'fiat')

export function isCurrency(value: string): value is Currency {
  return Object.hasOwn(currencies, value)
}

/** The currency as people write it beside a sum: a coin by its symbol, Stars by theirs, the rest by its code. */
export function symbolOf(code: Currency): string {
  const rule: CurrencyRule = currencies[code]
  return rule.kind === 'stars' ? '⭐' : (rule.symbol ?? code)
}
