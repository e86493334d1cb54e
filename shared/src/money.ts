import { currencies, type Currency, type CurrencyRule } from './currencies.ts'

/** An amount in minor units and its currency. Never a `number`: 0.1 + 0.2 has no place here. */
export type Money = { readonly amount: bigint; readonly currency: Currency }

/** Money as it travels in JSON: the amount is a whole number in a string. */
export type MoneyJson = { amount: string; currency: Currency }

export function money(amount: bigint | number | string, currency: Currency): Money {
  return { amount: BigInt(amount), currency }
}

export function zero(currency: Currency): Money {
  return { amount: 0n, currency }
}

export function asMoneyJson(value: Money): MoneyJson {
  return { amount: value.amount.toString(), currency: value.currency }
}

export function fromMoneyJson(value: MoneyJson): Money {
  return money(value.amount, value.currency)
}

/** @throws RangeError when the currencies differ: nothing converts silently. */
export function add(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { amount: a.amount + b.amount, currency: a.currency }
}

/** @throws RangeError when the currencies differ. */
export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { amount: a.amount - b.amount, currency: a.currency }
}

export function times(value: Money, quantity: number): Money {
  return { amount: value.amount * BigInt(quantity), currency: value.currency }
}

export function sum(values: readonly Money[], currency: Currency): Money {
  return values.reduce(add, zero(currency))
}

export function isSameMoney(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.amount === b.amount
}

/**
 * Splits an amount by weights so that the parts add up to it exactly: the units left over by rounding down go to the
 * largest remainders, the earlier part first when they are equal (the largest remainder method).
 * @throws RangeError for negative weights, or when all of them are zero and there is something to split.
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError('A weight cannot be negative')
  const whole = weights.reduce((a, b) => a + b, 0n)
  if (whole === 0n) {
    if (amount !== 0n) throw new RangeError('Nothing to split by')
    return weights.map(() => 0n)
  }
  const sign = amount < 0n ? -1n : 1n
  const size = amount * sign
  const parts = weights.map((weight) => (size * weight) / whole)
  let left = size - parts.reduce((a, b) => a + b, 0n)
  const order = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % whole }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
  for (const { index } of order) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts.map((part) => part * sign)
}

/** Rounds half away from zero: `amount × numerator ÷ denominator`, as tax offices print it. */
export function proportion(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError('The denominator must be positive')
  const product = amount * numerator
  const sign = product < 0n ? -1n : 1n
  return ((product * sign * 2n + denominator) / (denominator * 2n)) * sign
}

/** The amount in major units as a decimal string, exact: `1099 USD` → `10.99`. */
export function asDecimal({ amount, currency }: Money): string {
  const { exponent } = currencies[currency]
  const sign = amount < 0n ? '-' : ''
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, '0')
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/**
 * Reads a decimal string that a person typed, exactly.
 * @returns undefined when it is no number, negative, or finer than the currency allows.
 */
export function parseDecimal(text: string, currency: Currency): Money | undefined {
  const { exponent } = currencies[currency]
  const match = /^(\d{1,15})(?:[.,](\d+))?$/.exec(text.trim())
  if (!match) return undefined
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  if (fraction.length > exponent) return undefined
  return money(BigInt(match[1] + fraction.padEnd(exponent, '0')), currency)
}

/** The amount as people of this locale write it, with Latin digits: `$18.00`, `KSh 6,499`, `⭐ 250`, `0.00021 BTC`. */
export function formatMoney(value: Money | MoneyJson, locale: string): string {
  const { amount, currency } = typeof value.amount === 'bigint' ? (value as Money) : fromMoneyJson(value as MoneyJson)
  const rule: CurrencyRule = currencies[currency]
  if (rule.kind === 'stars') return `⭐ ${new Intl.NumberFormat(`${locale}-u-nu-latn`).format(amount)}`
  if (rule.kind === 'coin') {
    // Down to the last digit that counts: who types it into a wallet needs them all.
    const format = new Intl.NumberFormat(`${locale}-u-nu-latn`, { minimumFractionDigits: rule.shown, maximumFractionDigits: rule.exponent })
    return `${format.format(asDecimal({ amount, currency }) as `${number}`)}\u00a0${rule.symbol}`
  }
  const whole = amount % 10n ** BigInt(rule.exponent - rule.shown) === 0n
  const digits = whole ? rule.shown : rule.exponent
  const format = new Intl.NumberFormat(`${locale}-u-nu-latn`, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  return format.format(asDecimal({ amount, currency }) as `${number}`)
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not mix`)
}
