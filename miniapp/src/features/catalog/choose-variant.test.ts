import { describe, expect, it } from 'vitest'
import type { Product, Variant } from 'shared/catalog.schema'
import { choose, firstVariant, stateOf } from './choose-variant.ts'

const variant = (size: string, grind: string, price: number, available: number | null = 5): Variant => ({
  id: `${size}-${grind}`,
  sku: '',
  options: { size, grind },
  title: '',
  price: { amount: String(price), currency: 'USD' },
  compareAt: null,
  stars: null,
  available,
  picture: null,
})
const product = (variants: Variant[]): Pick<Product, 'options' | 'variants'> => ({
  options: [
    { key: 'size', name: 'Size', values: ['250g', '1kg'].map((key) => ({ key, name: key })) },
    { key: 'grind', name: 'Grind', values: ['bean', 'filter', 'press'].map((key) => ({ key, name: key })) },
  ],
  variants,
})

describe('choosing among variants', () => {
  const whole = product([
    variant('250g', 'bean', 1800),
    variant('250g', 'filter', 1800),
    variant('1kg', 'bean', 6000),
    variant('1kg', 'press', 6000, 0),
  ])

  it('begins with the cheapest that can be bought', () => {
    expect(
      firstVariant(product([variant('1kg', 'bean', 6000), variant('250g', 'bean', 1800, 0), variant('250g', 'filter', 1900)])).id,
    ).toBe('250g-filter')
  })

  it('begins with the first when everything is sold out', () => {
    expect(firstVariant(product([variant('1kg', 'bean', 6000, 0), variant('250g', 'bean', 1800, 0)])).id).toBe('1kg-bean')
  })

  it('keeps the other choices where such a variant exists', () => {
    expect(choose(whole, whole.variants[0]!, 'size', '1kg').id).toBe('1kg-bean')
  })

  it('takes the nearest one where it does not, rather than nothing', () => {
    expect(choose(whole, whole.variants[1]!, 'size', '1kg').id).toBe('1kg-bean')
  })

  it('says of a value whether it can be bought beside the other choices', () => {
    const current = whole.variants[2]!
    expect(stateOf(whole, current, 'grind', 'bean')).toBe('free')
    expect(stateOf(whole, current, 'grind', 'filter')).toBe('free')
    expect(stateOf(whole, current, 'grind', 'press')).toBe('sold_out')
    expect(stateOf(product([variant('250g', 'bean', 1)]), current, 'grind', 'press')).toBe('none')
  })

  it('counts what is not counted as always there', () => {
    const digital = product([variant('250g', 'bean', 1800, null)])
    expect(stateOf(digital, digital.variants[0]!, 'grind', 'bean')).toBe('free')
  })
})
