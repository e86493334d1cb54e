import { afterEach, describe, expect, it } from 'vitest'
import { retryKey } from './api.ts'

afterEach(() => sessionStorage.clear())

describe('paying an order again', () => {
  it('keeps its key over taps and a reload, so that a lost answer is no second payment', () => {
    expect(retryKey('DK-1', 'first', 'card')).toBe(retryKey('DK-1', 'first', 'card'))
  })

  it('is another intention after another attempt, by another method, or for another order', () => {
    const keys = [
      retryKey('DK-1', 'first', 'card'),
      retryKey('DK-1', 'second', 'card'),
      retryKey('DK-1', 'second', 'cash_on_delivery'),
      retryKey('DK-2', 'second', 'cash_on_delivery'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })
})
