import type { ProductKind } from 'shared/catalog'
import type { OfferedMethod } from 'shared/checkout.schema'
import { money, type Money } from 'shared/money'
import type { CustomerContext } from '../../context.ts'
import type { FilledLine } from '../cart/index.ts'
import { offeredMethods } from '../payments/index.ts'
import { shippingTo, type DeliveryOffer } from '../shipping/index.ts'
import type { Buyer } from '../users/index.ts'
import { totalsOf, type OrderTotals } from './totals.ts'

export type Priced = {
  /** Where it is sent to, and by whose rules it is taxed; null for what is not sent. */
  country: string | null
  offers: DeliveryOffer[]
  /** The chosen way of delivery, or else the first one; null where there is none. */
  offer: DeliveryOffer | null
  needsAddress: boolean
  totals: OrderTotals
  /** The whole in Stars; null when a line has no price in Stars. */
  stars: Money | null
  methods: OfferedMethod[]
}

export type Purchase = {
  goods: ProductKind
  lines: readonly FilledLine[]
  buyer: Buyer
  /** Where to when there is no address yet. */
  country?: string | null | undefined
  deliveryOptionId?: string | null | undefined
  /** Whether a person will look at the ways to pay, who likes to see the last one used first. */
  isShown: boolean
  /** The rates that were shown; null when there were none. Absent: today's. */
  rateTable?: string | null
}

/**
 * What these lines cost this buyer now, by today's prices, delivery and tax; quote and checkout both ask here. Digital goods
 * are sold for Stars at a price of their own, which is what the customer pays all told: no tax is reckoned on them.
 */
export async function priceLines(
  ctx: CustomerContext,
  { goods, lines, buyer, country, deliveryOptionId, isShown, rateTable }: Purchase,
): Promise<Priced> {
  const prices = lines.map(({ variant, quantity }) => ({ unitPrice: variant.price, quantity }))
  const isSent = goods === 'physical'
  const destination = isSent ? (buyer.address?.country ?? country ?? buyer.country) : null
  const { offers, tax } = destination
    ? await shippingTo(ctx, { country: destination, city: buyer.address?.city, subtotal: totalsOf(prices, { tax: null }).subtotal })
    : { offers: [], tax: null }
  const offer = offers.find((each) => each.id === deliveryOptionId) ?? offers[0] ?? null
  const totals = totalsOf(prices, { delivery: offer?.price ?? 0n, tax })
  const stars = isSent ? null : starsOf(lines)
  const methods = await offeredMethods(ctx, {
    goods,
    surface: ctx.actor.surface,
    country: destination,
    totals: { total: money(totals.total, ctx.config.shop.currency) },
    stars,
    cashAllowed: offer?.cashOnDelivery ?? false,
    userId: isShown ? ctx.actor.userId : null,
    ...(rateTable === undefined ? {} : { rateTable }),
  })
  return { country: destination, offers, offer, needsAddress: isSent && offer?.kind !== 'pickup', totals, stars, methods }
}

function starsOf(lines: readonly FilledLine[]): Money | null {
  let sum = 0n
  for (const { variant, quantity } of lines) {
    if (variant.stars === null) return null
    sum += variant.stars * BigInt(quantity)
  }
  return money(sum, 'XTR')
}
