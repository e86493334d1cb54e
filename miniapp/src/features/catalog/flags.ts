import type { ProductCard } from 'shared/catalog.schema'
import type { Translate } from 'shared/translate'

/** Below this many, the card says how many are left. */
const few = 3

/** The one flag a card wears: what keeps from buying first, then what hurries, then what pleases. */
export function flagOf(product: Pick<ProductCard, 'available' | 'price' | 'compareAt' | 'isNew'>, t: Translate): string | undefined {
  const { available, price, compareAt, isNew } = product
  if (available === 0) return t('shop.soldOut')
  if (available !== null && available <= few) return t('shop.left', { count: available })
  const percent = compareAt ? discountPercent(BigInt(price.amount), BigInt(compareAt.amount)) : 0
  if (percent > 0) return t('shop.discount', { percent })
  return isNew ? t('shop.new') : undefined
}

/** Whole percent off, rounded down: a promise never sounds larger than it is. */
export function discountPercent(price: bigint, before: bigint): number {
  if (before <= price) return 0
  return Number(((before - price) * 100n) / before)
}
