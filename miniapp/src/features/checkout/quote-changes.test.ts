import type { Quote } from 'shared/checkout.schema'
import { describe, expect, it } from 'vitest'
import { changesBetween, staleQuote } from './quote-changes.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' as const })
type Line = Quote['lines'][number]

const line = (variantId: string, change: Partial<Line> = {}) =>
  ({ variantId, name: variantId.toUpperCase(), quantity: 2, unitPrice: usd('1000'), available: 5, trouble: null, ...change }) as Line

const quote = (lines: Line[], total: string, delivery = '350') =>
  ({ lines, totals: { delivery: usd(delivery), total: usd(total) } }) as Quote

describe('what changed since the person last looked', () => {
  it('is nothing when nothing did', () => {
    expect(changesBetween(quote([line('a')], '2350'), quote([line('a')], '2350'))).toEqual([])
  })

  it('names the dearer product and the new total, with both prices', () => {
    const after = quote([line('a', { unitPrice: usd('1200') })], '2750')
    expect(changesBetween(quote([line('a')], '2350'), after)).toEqual([
      { kind: 'price', key: 'a-price', name: 'A', before: usd('1000'), after: usd('1200') },
      { kind: 'total', key: 'total', before: usd('2350'), after: usd('2750') },
    ])
  })

  it('names what is sold out, gone, or only there in part', () => {
    const before = quote([line('a'), line('b'), line('c'), line('d')], '8350')
    const after = quote(
      [line('b', { trouble: 'sold_out' }), line('c', { trouble: 'too_many', available: 1 }), line('d', { quantity: 1 })],
      '8350',
    )
    expect(changesBetween(before, after)).toEqual([
      { kind: 'gone', key: 'a', name: 'A' },
      { kind: 'gone', key: 'b', name: 'B' },
      { kind: 'fewer', key: 'c', name: 'C', left: 1 },
      { kind: 'fewer', key: 'd', name: 'D', left: 1 },
    ])
  })

  it('names another price of delivery', () => {
    expect(changesBetween(quote([line('a')], '2350'), quote([line('a')], '2600', '600')).map((change) => change.kind)).toEqual([
      'delivery',
      'total',
    ])
  })

  it('is looked for after every refusal that makes the quote worthless', () => {
    for (const code of ['checkout/price-changed', 'checkout/quote-expired', 'catalog/out-of-stock']) expect(staleQuote.has(code)).toBe(true)
    expect(staleQuote.has('request/too-many')).toBe(false)
  })
})
