import type { Cart, CartLine } from 'shared/cart.schema'
import type { Currency } from 'shared/currencies'
import type { Language } from 'shared/locale'
import { asMoneyJson, money } from 'shared/money'
import { asVariantForSale, type VariantForSale } from '../catalog/index.ts'
import type { CartRead } from './queries.ts'

/** A line of the cart beside what the catalogue says of its variant now. */
export type FilledLine = { variant: VariantForSale; quantity: number; priceSeen: bigint; trouble: CartLine['trouble'] }

/** Digital goods are bought with Stars alone, so without a price in Stars they cannot be bought. */
const isOnSale = (variant: VariantForSale) => variant.isActive && (variant.kind === 'physical' || variant.stars !== null)

function troubleOf(variant: VariantForSale, quantity: number): CartLine['trouble'] {
  if (!isOnSale(variant)) return 'gone'
  if (variant.available === null || variant.available >= quantity) return null
  return variant.available <= 0 ? 'sold_out' : 'too_many'
}

export function fillLine(variant: VariantForSale, { quantity, priceSeen }: { quantity: number; priceSeen: bigint }): FilledLine {
  return { variant, quantity, priceSeen, trouble: troubleOf(variant, quantity) }
}

export function asLines({ lines }: CartRead, language: Language): FilledLine[] {
  return lines.map((line) => fillLine(asVariantForSale(line.variant, language), line))
}

export function asCartLine({ variant, quantity, priceSeen, trouble }: FilledLine, currency: Currency): CartLine {
  const { variantId, productId, slug, name, title, kind, hue, picture, price, stars, available } = variant
  return {
    variantId,
    productId,
    slug,
    name,
    title,
    kind,
    hue,
    picture,
    quantity,
    unitPrice: asMoneyJson(money(price, currency)),
    priceBefore: priceSeen === price ? null : asMoneyJson(money(priceSeen, currency)),
    stars: stars === null ? null : asMoneyJson(money(stars, 'XTR')),
    total: asMoneyJson(money(price * BigInt(quantity), currency)),
    available: available === null ? null : Math.max(available, 0),
    trouble,
  }
}

/** What can still be bought counts towards the sum and decides the kind of goods; what is gone or sold out does not. */
export function asCart(read: CartRead, { language, currency }: { language: Language; currency: Currency }): Cart {
  const lines = asLines(read, language)
  const counted = lines.filter((line) => line.trouble === null || line.trouble === 'too_many')
  const kinds = new Set(counted.map((line) => line.variant.kind))
  const [kind] = kinds
  return {
    lines: lines.map((line) => asCartLine(line, currency)),
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    subtotal: asMoneyJson(
      money(
        counted.reduce((sum, line) => sum + line.variant.price * BigInt(line.quantity), 0n),
        currency,
      ),
    ),
    goods: kinds.size > 1 ? 'mixed' : (kind ?? 'none'),
    version: read.version,
  }
}
