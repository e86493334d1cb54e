import type { Cart, CartLine } from 'shared/cart.schema'
import type { MoneyJson } from 'shared/money'

type Priced = Pick<CartLine, 'kind' | 'quantity' | 'stars' | 'total'>

/** What a line costs in Stars: digital goods are paid so, everything else is not. */
export function starsOf({ kind, quantity, stars }: Priced): MoneyJson | undefined {
  if (kind !== 'digital' || !stars) return undefined
  return { currency: 'XTR', amount: (BigInt(stars.amount) * BigInt(quantity)).toString() }
}

export type Sums = { money: MoneyJson | undefined; stars: MoneyJson | undefined; physicalCount: number; digitalCount: number }

/** The cart's amounts by how they are paid; an amount is undefined when nothing is paid that way. */
export function sumsOf(cart: { lines: readonly Priced[]; subtotal: MoneyJson } | Cart): Sums {
  let [money, stars, physicalCount, digitalCount] = [0n, 0n, 0, 0]
  for (const line of cart.lines) {
    const inStars = starsOf(line)
    if (inStars) {
      stars += BigInt(inStars.amount)
      digitalCount += line.quantity
    } else {
      money += BigInt(line.total.amount)
      physicalCount += line.quantity
    }
  }
  return {
    money: physicalCount > 0 ? { ...cart.subtotal, amount: money.toString() } : undefined,
    stars: digitalCount > 0 ? { currency: 'XTR', amount: stars.toString() } : undefined,
    physicalCount,
    digitalCount,
  }
}
