import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { totalsOf, type Taxing } from './totals.ts'

const kenya: Taxing = { name: 'VAT', rateBps: 1600, inclusive: true, onDelivery: true }
const emirates: Taxing = { name: 'VAT', rateBps: 500, inclusive: false, onDelivery: true }
const britain: Taxing = { name: 'VAT', rateBps: 2000, inclusive: false, onDelivery: false }

describe('what an order comes to', () => {
  it.each([
    { says: 'nothing for nothing', lines: [], delivery: 0n, rule: kenya, tax: 0n, total: 0n },
    { says: 'the goods alone where there is no tax', lines: [[1800n, 2]], delivery: 600n, rule: null, tax: 0n, total: 4200n },
    { says: 'tax inside the price', lines: [[1160n, 1]], delivery: 0n, rule: kenya, tax: 160n, total: 1160n },
    { says: 'tax inside the price and the delivery', lines: [[1160n, 1]], delivery: 580n, rule: kenya, tax: 240n, total: 1740n },
    { says: 'tax on top', lines: [[1000n, 3]], delivery: 0n, rule: emirates, tax: 150n, total: 3150n },
    { says: 'tax on top of the delivery too', lines: [[1000n, 3]], delivery: 1000n, rule: emirates, tax: 200n, total: 4200n },
    { says: 'delivery without tax where the rule says so', lines: [[1000n, 1]], delivery: 1000n, rule: britain, tax: 200n, total: 2200n },
    { says: 'half a unit rounded away from zero', lines: [[10n, 1]], delivery: 0n, rule: emirates, tax: 1n, total: 11n },
    { says: 'less than half rounded down', lines: [[9n, 1]], delivery: 0n, rule: emirates, tax: 0n, total: 9n },
    // Line by line this would be 0 + 0 + 0.
    {
      says: 'one rounding for the whole order',
      lines: [
        [9n, 1],
        [9n, 1],
        [9n, 1],
      ],
      delivery: 0n,
      rule: emirates,
      tax: 1n,
      total: 28n,
    },
    {
      says: 'sums beyond what a number holds',
      lines: [[10n ** 20n, 99]],
      delivery: 0n,
      rule: emirates,
      tax: 495n * 10n ** 18n,
      total: 10395n * 10n ** 18n,
    },
  ] as const)('is $says', ({ lines, delivery, rule, tax, total }) => {
    const totals = totalsOf(
      lines.map(([unitPrice, quantity]) => ({ unitPrice, quantity })),
      { delivery, tax: rule },
    )
    expect({ tax: totals.tax, total: totals.total }).toEqual({ tax, total })
  })

  const line = fc.record({ unitPrice: fc.bigInt({ min: 0n, max: 10n ** 15n }), quantity: fc.integer({ min: 1, max: 99 }) })
  const order = fc.record({
    lines: fc.array(line, { maxLength: 50 }),
    delivery: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    tax: fc.option(
      fc.record({
        name: fc.constant('VAT'),
        rateBps: fc.integer({ min: 0, max: 10_000 }),
        inclusive: fc.boolean(),
        onDelivery: fc.boolean(),
      }),
    ),
  })

  it('adds up to the unit, and is never less than the goods', () => {
    fc.assert(
      fc.property(order, ({ lines, delivery, tax }) => {
        const totals = totalsOf(lines, { delivery, tax })
        const goods = lines.reduce((sum, each) => sum + each.unitPrice * BigInt(each.quantity), 0n)
        expect(totals.subtotal).toBe(goods)
        expect(totals.total).toBe(totals.subtotal + totals.delivery + (totals.taxIncluded ? 0n : totals.tax))
        expect(totals.tax >= 0n && totals.total >= goods).toBe(true)
      }),
    )
  })

  it('has the same tax whichever way the price is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: 0, max: 10_000 }), (net, rateBps) => {
        const on = (unitPrice: bigint, inclusive: boolean) =>
          totalsOf([{ unitPrice, quantity: 1 }], { tax: { name: 'VAT', rateBps, inclusive, onDelivery: true } })
        const gross = on(net, false).total
        const apart = on(gross, true).tax - on(net, false).tax
        expect(apart >= -1n && apart <= 1n).toBe(true)
      }),
    )
  })
})
