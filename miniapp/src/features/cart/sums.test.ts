import { describe, expect, it } from 'vitest'
import { sumsOf } from './sums.ts'

const subtotal = { amount: '0', currency: 'USD' } as const
const mug = { kind: 'physical', quantity: 2, stars: null, total: { amount: '3200', currency: 'USD' } } as const
const card = {
  kind: 'digital',
  quantity: 3,
  stars: { amount: '250', currency: 'XTR' },
  total: { amount: '1500', currency: 'USD' },
} as const

describe("a cart's amounts", () => {
  it('are money for what is delivered and Stars for what is digital', () => {
    expect(sumsOf({ lines: [mug, card], subtotal })).toEqual({
      money: { amount: '3200', currency: 'USD' },
      stars: { amount: '750', currency: 'XTR' },
      physicalCount: 2,
      digitalCount: 3,
    })
  })

  it('leave out the way nothing is paid', () => {
    expect(sumsOf({ lines: [mug], subtotal }).stars).toBeUndefined()
    expect(sumsOf({ lines: [card], subtotal }).money).toBeUndefined()
  })
})
