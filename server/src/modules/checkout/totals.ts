import { proportion } from 'shared/money'

/** All in minor units of one currency. */
export type OrderTotals = {
  subtotal: bigint
  delivery: bigint
  tax: bigint
  taxName: string
  taxRateBps: number
  taxIncluded: boolean
  total: bigint
}

export type Taxing = { name: string; rateBps: number; inclusive: boolean; onDelivery: boolean }

const untaxed: Taxing = { name: '', rateBps: 0, inclusive: false, onDelivery: false }

/**
 * What an order comes to. Tax is worked out once, on the order as a whole, and rounded half away from zero: line by line
 * the roundings would add up to another sum than the one printed. An inclusive tax is the part of the price that is tax;
 * an exclusive one comes on top. Delivery is taxed only where the rule says so.
 */
export function totalsOf(
  lines: readonly { unitPrice: bigint; quantity: number }[],
  { delivery = 0n, tax }: { delivery?: bigint; tax: Taxing | null },
): OrderTotals {
  const { name, rateBps, inclusive, onDelivery } = tax ?? untaxed
  const subtotal = lines.reduce((sum, line) => sum + line.unitPrice * BigInt(line.quantity), 0n)
  const taxed = subtotal + (onDelivery ? delivery : 0n)
  const rate = BigInt(rateBps)
  const amount = proportion(taxed, rate, 10_000n + (inclusive ? rate : 0n))
  return {
    subtotal,
    delivery,
    tax: amount,
    taxName: name,
    taxRateBps: rateBps,
    taxIncluded: inclusive,
    total: subtotal + delivery + (inclusive ? 0n : amount),
  }
}
