import type { OfferedMethod } from 'shared/checkout.schema'
import { describe, expect, it } from 'vitest'
import { methodFor } from './choices.ts'

const offered = (method: OfferedMethod['method'], change: Partial<OfferedMethod> = {}): OfferedMethod => ({
  method,
  amount: { amount: '1', currency: 'USD' },
  available: true,
  reason: null,
  rate: null,
  health: 'good',
  asks: null,
  lastUsed: false,
  refundable: true,
  ...change,
})

describe('the ways to pay', () => {
  const methods = [
    offered('cash_on_delivery', { lastUsed: true }),
    offered('card'),
    offered('stars', { available: false, reason: 'physical_not_stars' }),
  ]

  it('begin with the first that can be used, until another is chosen', () => {
    expect(methodFor(methods, null)?.method).toBe('cash_on_delivery')
    expect(methodFor(methods, 'card')?.method).toBe('card')
  })

  it('never settle on one that cannot be used', () => {
    expect(methodFor(methods, 'stars')?.method).toBe('cash_on_delivery')
    expect(methodFor([offered('stars', { available: false, reason: 'down' })], 'stars')).toBeUndefined()
  })
})
