import { currencies, type Currency } from './currencies.ts'
import { money, type Money } from './money.ts'

// Exact arithmetic of exchange rates. A rate is a decimal in a string, units of one currency for one unit of another, as banks
// and exchanges write it; it is never a `number`.

/** `over` is positive. */
export type Fraction = { over: bigint; under: bigint }

/** Reads `129.35` or `1.2e-5` exactly. @returns undefined for what is no positive number, or absurdly long */
export function parseRate(text: string): Fraction | undefined {
  const match = /^(\d{1,40})(?:\.(\d{1,60}))?(?:e([+-]?\d{1,2}))?$/i.exec(text)
  if (!match) return undefined
  const [, whole = '', part = '', power = '0'] = match
  const digits = BigInt(whole + part)
  if (digits === 0n) return undefined
  const exponent = Number(power) - part.length
  return exponent >= 0 ? { over: digits * 10n ** BigInt(exponent), under: 1n } : { over: digits, under: 10n ** BigInt(-exponent) }
}

/** So many digits that rounding a rate up costs nobody a minor unit on any amount a shop takes. */
const significant = 18

/** A fraction as a decimal, rounded up at its 18th digit or later: what is reckoned by it is never too little. */
export function decimalAbove({ over, under }: Fraction): string {
  // How far the point must move so that 18 digits, or 19, stand before it.
  const scale = Math.max(significant + String(under).length - String(over).length, 0)
  const digits = divideUp(over * 10n ** BigInt(scale), under)
    .toString()
    .padStart(scale + 1, '0')
  if (scale === 0) return digits
  const part = digits.slice(-scale).replace(/0+$/, '')
  return part === '' ? digits.slice(0, -scale) : `${digits.slice(0, -scale)}.${part}`
}

/**
 * What an amount comes to in another currency, rounded up to whole steps of its minor units: never less than its value, and
 * less than one step above it.
 * @param rate units of `to` for one of the amount's currency
 * @throws RangeError for a rate that is none
 */
export function convert({ amount, currency }: Money, to: Currency, rate: string, step = 1n): Money {
  const fraction = parseRate(rate)
  if (!fraction) throw new RangeError(`${rate} is no rate`)
  const over = amount * fraction.over * 10n ** BigInt(currencies[to].exponent)
  const under = fraction.under * 10n ** BigInt(currencies[currency].exponent)
  return money(divideUp(over, under * step) * step, to)
}

/**
 * What a price comes to about in another currency, in the units people count in: whole shillings, but cents. To be read, never to
 * be charged or reckoned with. Rounded up as a charge is, so that a way to pay in that currency asks for the same number.
 * @throws RangeError for a rate that is none
 */
export function approximate(value: Money, to: Currency, rate: string): Money {
  const { exponent, shown } = currencies[to]
  return convert(value, to, rate, 10n ** BigInt(exponent - shown))
}

/** For positive numbers, or a dividend of zero. */
function divideUp(over: bigint, under: bigint): bigint {
  return (over + under - 1n) / under
}
