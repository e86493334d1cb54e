import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { currencies, currencyCodes, fiatCodes } from './currencies.ts'
import { formatMoney, money } from './money.ts'
import { approximate, convert, decimalAbove, parseRate } from './rates.ts'

const code = fc.constantFrom(...currencyCodes)
const amount = fc.bigInt({ min: 0n, max: 10n ** 24n })
const step = fc.constantFrom(1n, 5n, 100n, 1_000_000n)
const fraction = fc.record({ over: fc.bigInt({ min: 1n, max: 10n ** 20n }), under: fc.bigInt({ min: 1n, max: 10n ** 20n }) })
const rate = fraction.map(decimalAbove)

describe('a rate', () => {
  it.each([
    ['129.35', 12_935n, 100n],
    ['1', 1n, 1n],
    ['0.000012017405', 12_017_405n, 10n ** 12n],
    ['1.2e-5', 12n, 10n ** 6n],
    ['1.5E+3', 1500n, 1n],
  ])('is read exactly: %s', (text, over, under) => {
    const read = parseRate(text)
    expect((read?.over ?? 0n) * under).toBe((read?.under ?? 0n) * over)
  })

  it.each(['', '0', '0.00', '-1', 'NaN', '1,5', '1.', '.5', 'Infinity', '1e400', ' 1'])('is not %j', (text) => {
    expect(parseRate(text)).toBeUndefined()
  })

  it('as a decimal is never below its fraction, and above it by less than its 17th digit', () => {
    fc.assert(
      fc.property(fraction, ({ over, under }) => {
        const read = parseRate(decimalAbove({ over, under }))
        if (!read) throw new Error('no rate')
        const above = read.over * under - over * read.under
        expect(above >= 0n).toBe(true)
        expect(above * 10n ** 17n <= over * read.under).toBe(true)
      }),
    )
  })

  it('as a decimal stays as it was written', () => {
    for (const text of ['129.35', '1', '0.000012017405', '83212.5']) {
      const read = parseRate(text)
      if (!read) throw new Error('no rate')
      expect(decimalAbove(read)).toBe(text)
    }
  })
})

describe('an amount in another currency', () => {
  it.each([
    // $18.00 at 129.674695 is KSh 2,334.14451: in cents, and in whole shillings.
    [money(1800, 'USD'), 'KES', '129.674695', 1n, 233_415n],
    [money(1800, 'USD'), 'KES', '129.674695', 100n, 233_500n],
    [money(1800, 'USD'), 'UGX', '3600', 1n, 64_800n],
    [money(1800, 'USD'), 'BTC', '0.0000125', 1n, 22_500n],
    [money(1, 'USD'), 'ETH', '0.0004', 1n, 4_000_000_000_000n],
    [money(0, 'USD'), 'KES', '129', 100n, 0n],
  ] as const)('%o → %s at %s', (from, to, by, step, wanted) => {
    expect(convert(from, to, by, step)).toEqual(money(wanted, to))
  })

  it('is never less than the value, and less than one step above it', () => {
    fc.assert(
      fc.property(amount, code, code, rate, step, (minor, from, to, by, step) => {
        const read = parseRate(by)
        if (!read) throw new Error('no rate')
        const got = convert(money(minor, from), to, by, step)
        // Both as fractions of a minor unit of `to`, over one denominator.
        const under = read.under * 10n ** BigInt(currencies[from].exponent)
        const value = minor * read.over * 10n ** BigInt(currencies[to].exponent)
        expect(got.amount % step).toBe(0n)
        expect(got.amount * under >= value).toBe(true)
        expect((got.amount - step) * under < value).toBe(true)
      }),
    )
  })

  it('comes back as no less than it was', () => {
    fc.assert(
      fc.property(amount, code, code, fraction, (minor, from, to, { over, under }) => {
        const there = convert(money(minor, from), to, decimalAbove({ over, under }))
        const back = convert(there, from, decimalAbove({ over: under, under: over }))
        expect(back.amount >= minor).toBe(true)
      }),
    )
  })

  it('is not reckoned by what is no rate', () => {
    expect(() => convert(money(1, 'USD'), 'KES', '0')).toThrow(RangeError)
  })
})

describe('a price in the currency of whoever reads it', () => {
  const fiat = fc.constantFrom(...fiatCodes)

  it.each([
    [money(1800, 'USD'), 'KES', '130.971441', 'KES 2,358'],
    [money(1999, 'USD'), 'UGX', '3914.66823395', 'UGX 78,255'],
    [money(1800, 'USD'), 'TZS', '2639.58818787', 'TZS 47,513'],
    [money(1800, 'USD'), 'EUR', '0.88022588', '€15.85'],
    [money(1, 'USD'), 'RWF', '1475.53318363', 'RF 15'],
    [money(259_000, 'KES'), 'USD', '0.0077', '$19.95'],
    [money(0, 'USD'), 'KES', '130', 'KES 0'],
  ] as const)('%o → %s at %s reads %s', (from, to, by, wanted) => {
    expect(formatMoney(approximate(from, to, by), 'en').replaceAll('\u00a0', ' ')).toBe(wanted)
  })

  it('has no part of a unit that its people do not count in', () => {
    fc.assert(
      fc.property(amount, fiat, fiat, rate, (minor, from, to, by) => {
        const { exponent, shown } = currencies[to]
        const got = approximate(money(minor, from), to, by)
        expect(got.currency).toBe(to)
        expect(got.amount % 10n ** BigInt(exponent - shown)).toBe(0n)
      }),
    )
  })

  it('is never less than the value, and less than one shown unit above it', () => {
    fc.assert(
      fc.property(amount, fiat, fiat, rate, (minor, from, to, by) => {
        const read = parseRate(by)
        if (!read) throw new Error('no rate')
        const got = approximate(money(minor, from), to, by).amount
        const unit = 10n ** BigInt(currencies[to].exponent - currencies[to].shown)
        const under = read.under * 10n ** BigInt(currencies[from].exponent)
        const value = minor * read.over * 10n ** BigInt(currencies[to].exponent)
        expect(got * under >= value).toBe(true)
        expect((got - unit) * under < value).toBe(true)
      }),
    )
  })

  it('never falls when the price rises', () => {
    fc.assert(
      fc.property(amount, amount, fiat, fiat, rate, (a, b, from, to, by) => {
        const [less, more] = a < b ? [a, b] : [b, a]
        expect(approximate(money(less, from), to, by).amount <= approximate(money(more, from), to, by).amount).toBe(true)
      }),
    )
  })
})
