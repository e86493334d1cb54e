import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createSealer } from '../../platform/crypto.ts'
import { openQuote, sealQuote, type Quoted } from './quote-token.ts'

const sealer = createSealer('a key that is only used in these tests')
const now = new Date('2026-11-22T09:00:00Z')
const id = fc.uuid()
const amount = fc.bigInt({ min: 0n, max: 10n ** 18n })
const quoted: fc.Arbitrary<Quoted> = fc.record({
  id,
  userId: id,
  goods: fc.constantFrom('physical', 'digital'),
  lines: fc.array(
    fc.record({ variantId: id, quantity: fc.integer({ min: 1, max: 99 }), unitPrice: fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }) }),
    {
      minLength: 1,
      maxLength: 50,
    },
  ),
  addressId: fc.option(id),
  country: fc.option(fc.constantFrom('KE', 'AE')),
  deliveryOptionId: fc.option(id),
  delivery: amount,
  tax: amount,
  total: amount,
  stars: fc.option(amount),
  rateTable: fc.option(id),
  expiresAt: fc.date({ min: new Date('2026-11-22T09:00:01Z'), max: new Date('2030-01-01'), noInvalidDate: true }),
})

describe('a quote’s token', () => {
  it('gives back what was quoted, and fits where it must', () => {
    fc.assert(
      fc.property(quoted, (quote) => {
        const token = sealQuote(sealer, quote)
        expect(token.length).toBeLessThanOrEqual(4096)
        expect(openQuote(sealer, token, { userId: quote.userId, now })).toEqual(quote)
      }),
    )
  })

  it('tells nothing to who reads it, and opens for nobody else', () => {
    fc.assert(
      fc.property(quoted, id, (quote, stranger) => {
        fc.pre(stranger !== quote.userId)
        const token = sealQuote(sealer, quote)
        expect(Buffer.from(token.slice(2), 'base64url').toString('latin1')).not.toContain(quote.goods)
        expect(() => openQuote(sealer, token, { userId: stranger, now })).toThrow('This is no quote of ours for you')
        const otherShop = createSealer('the key of another shop altogether')
        expect(() => openQuote(otherShop, token, { userId: quote.userId, now })).toThrow('This is no quote of ours for you')
      }),
      { numRuns: 30 },
    )
  })

  it('does not survive a change anywhere', () => {
    fc.assert(
      fc.property(quoted, fc.nat(), (quote, place) => {
        const token = sealQuote(sealer, quote)
        const body = Buffer.from(token.slice(2), 'base64url')
        const at = place % body.length
        body[at] = (body[at] ?? 0) ^ 1
        expect(() => openQuote(sealer, `1.${body.toString('base64url')}`, { userId: quote.userId, now })).toThrow(
          'This is no quote of ours',
        )
      }),
    )
  })

  it('ends', () => {
    const [quote] = fc.sample(quoted, 1) as [Quoted]
    const token = sealQuote(sealer, quote)
    expect(() => openQuote(sealer, token, { userId: quote.userId, now: quote.expiresAt })).toThrow('too old')
  })
})
