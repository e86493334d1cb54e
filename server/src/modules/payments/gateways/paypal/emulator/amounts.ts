import type { Amount } from '../types.ts'
import { refused } from './errors.ts'

const taken = 'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(' ')
const whole = new Set(['HUF', 'JPY', 'TWD'])

const decimalsOf = (currency: string) => (whole.has(currency) ? 0 : 2)

/** In the smallest unit there is of it. @throws for what they refuse */
export function unitsOf(amount: unknown): bigint {
  const { currency_code: currency, value } = (amount ?? {}) as Partial<Amount>
  if (typeof currency !== 'string' || !taken.includes(currency)) throw refused('INVALID_CURRENCY_CODE')
  const [, units, fraction = ''] = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(value)) ?? []
  if (units === undefined) throw refused('CANNOT_BE_NEGATIVE')
  const decimals = decimalsOf(currency)
  if (decimals === 0 && fraction) throw refused('DECIMALS_NOT_SUPPORTED')
  if (fraction.length > decimals) throw refused('DECIMAL_PRECISION')
  const sum = BigInt(units + fraction.padEnd(decimals, '0'))
  if (sum <= 0n) throw refused('CANNOT_BE_ZERO_OR_NEGATIVE')
  return sum
}

export function amountOf(units: bigint, currency: string): Amount {
  const decimals = decimalsOf(currency)
  const digits = String(units).padStart(decimals + 1, '0')
  return { currency_code: currency, value: decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` }
}
