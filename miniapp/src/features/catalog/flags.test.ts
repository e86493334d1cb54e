import { describe, expect, it } from 'vitest'
import { discountPercent, flagOf } from './flags.ts'

const usd = (amount: number) => ({ amount: String(amount), currency: 'USD' }) as const
const t = (key: string, values?: Record<string, string | number>) => [key, ...Object.values(values ?? {})].join(' ')
const card = { available: 20, price: usd(1600), compareAt: null, isNew: false }

describe('the one flag a card wears', () => {
  it.each([
    ['nothing in particular', card, undefined],
    ['new', { ...card, isNew: true }, 'shop.new'],
    ['a discount before new', { ...card, isNew: true, compareAt: usd(2000) }, 'shop.discount 20'],
    ['few left before a discount', { ...card, available: 2, compareAt: usd(2000) }, 'shop.left 2'],
    ['sold out before all', { ...card, available: 0, compareAt: usd(2000), isNew: true }, 'shop.soldOut'],
    ['not counted is never few', { ...card, available: null }, undefined],
  ])('%s', (_name, product, flag) => {
    expect(flagOf(product, t)).toBe(flag)
  })

  it('never promises more off than there is', () => {
    expect(discountPercent(667n, 1000n)).toBe(33)
    expect(discountPercent(1000n, 1000n)).toBe(0)
    expect(discountPercent(1200n, 1000n)).toBe(0)
  })
})
