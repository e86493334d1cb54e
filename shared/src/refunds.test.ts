import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { proportion } from './money.ts'
import { lowerTo, refundParts, type PaidOrder } from './refunds.ts'

function order(
  lines: [quantity: number, unitPrice: bigint][],
  { delivery = 0n, taxRateBps = 0, taxIncluded = true, onDelivery = false } = {},
): PaidOrder {
  const subtotal = lines.reduce((sum, [quantity, price]) => sum + BigInt(quantity) * price, 0n)
  const rate = BigInt(taxRateBps)
  const tax = proportion(subtotal + (onDelivery ? delivery : 0n), rate, 10_000n + (taxIncluded ? rate : 0n))
  return {
    lines: lines.map(([quantity, unitPrice], index) => ({ id: `line-${index}`, quantity, unitPrice, refundedQuantity: 0 })),
    subtotal,
    delivery,
    tax,
    taxRateBps,
    taxIncluded,
    total: subtotal + delivery + (taxIncluded ? 0n : tax),
  }
}

const one = { lines: [{ lineId: 'line-0', quantity: 1 }], withDelivery: false }

describe('what goes back for some of the goods', () => {
  it('is their price, with their share of a tax on top', () => {
    expect(refundParts(order([[2, 1800n]]), 3600n, one)).toMatchObject({ amount: 1800n, delivery: 0n, tax: 0n })
    const taxed = order([[2, 1800n]], { taxRateBps: 1600, taxIncluded: false })
    expect(refundParts(taxed, taxed.total, one)).toMatchObject({ amount: 2088n, tax: 288n })
    const included = order([[2, 1800n]], { taxRateBps: 1600 })
    expect(refundParts(included, included.total, one)).toMatchObject({ amount: 1800n, tax: 249n })
  })

  it('has their share of the delivery only where that goes back too, with the tax on it', () => {
    const sent = order(
      [
        [1, 3000n],
        [1, 1000n],
      ],
      { delivery: 500n, taxRateBps: 1000, taxIncluded: false, onDelivery: true },
    )
    expect(refundParts(sent, sent.total, one)).toMatchObject({ amount: 3300n, delivery: 0n, tax: 300n })
    expect(refundParts(sent, sent.total, { ...one, withDelivery: true })).toMatchObject({ amount: 3713n, delivery: 413n, tax: 338n })
  })

  it('is in the payment’s currency by the payment’s own proportion', () => {
    // $36.00 paid as 4,668 whole shillings.
    expect(refundParts(order([[2, 1800n]]), 466_800n, one).amount).toBe(233_400n)
    expect(refundParts(order([[3, 1000n]]), 100n, one).amount).toBe(34n)
  })

  it('comes to all that was paid, to the unit, when every piece goes back one by one', () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.bigInt({ min: 0n, max: 90_000n })), { minLength: 1, maxLength: 4 })
    const rules = fc.record({
      delivery: fc.bigInt({ min: 0n, max: 5_000n }),
      taxRateBps: fc.integer({ min: 0, max: 2_500 }),
      taxIncluded: fc.boolean(),
      onDelivery: fc.boolean(),
    })
    fc.assert(
      fc.property(lines, rules, fc.bigInt({ min: 1n, max: 10n ** 20n }), (goods, how, paid) => {
        const bought = order(goods, how)
        fc.pre(bought.total > 0n)
        let [sum, tax] = [0n, 0n]
        const back = bought.lines.map((line) => ({ ...line }))
        for (const line of back) {
          while (line.refundedQuantity < line.quantity) {
            const lines = [{ lineId: line.id, quantity: 1 }]
            const parts = refundParts({ ...bought, lines: back }, paid, { lines, withDelivery: true })
            expect(parts.lines.reduce((all, each) => all + each.amount, parts.delivery)).toBe(parts.amount)
            sum += parts.amount
            tax += parts.tax
            line.refundedQuantity += 1
          }
        }
        expect(sum).toBe(paid)
        expect(tax).toBe(proportion(paid, bought.tax, bought.total))
      }),
    )
  })

  it('can be lowered, each part in its proportion', () => {
    const parts = refundParts(order([[2, 1800n]], { delivery: 300n }), 3900n, { ...one, withDelivery: true })
    expect(parts).toMatchObject({ amount: 1950n, delivery: 150n })
    expect(lowerTo(parts, 650n)).toEqual({ amount: 650n, delivery: 50n, lines: [{ lineId: 'line-0', quantity: 1, amount: 600n }], tax: 0n })
  })
})
