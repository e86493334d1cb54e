import { productKinds, type ProductKind } from 'shared/catalog'
import type { Quote, QuoteRequest, Totals } from 'shared/checkout.schema'
import type { Currency } from 'shared/currencies'
import { localText } from 'shared/locale'
import { asMoneyJson, money } from 'shared/money'
import type { CustomerContext } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { asCartLine, readCart, type FilledLine } from '../cart/index.ts'
import { quoteSeconds } from '../fx/index.ts'
import { allowedBuyer } from './allowed-buyer.ts'
import { priceLines } from './price-lines.ts'
import { checkoutProblem } from './problems.ts'
import { sealQuote } from './quote-token.ts'
import type { OrderTotals } from './totals.ts'

/**
 * The price of the actor's cart now, sealed so that checkout can tell whether it still holds. A mixed cart is bought in two
 * orders: the kind asked for, or else the physical goods first, and `leftForLater` names the other. Without an address the
 * default one counts; a way of delivery that is not offered there gives way to the first that is.
 * @throws checkout/cart-empty, checkout/line-trouble, users/address-not-found
 */
export async function quoteCart(ctx: CustomerContext, request: QuoteRequest): Promise<Quote> {
  const [buyer, cart] = await Promise.all([allowedBuyer(ctx, { addressId: request.addressId }), readCart(ctx)])
  const { goods, lines, leftForLater } = divide(cart, request.goods)
  refuseTrouble(lines)
  const priced = await priceLines(ctx, {
    goods,
    lines,
    buyer,
    country: request.country,
    deliveryOptionId: request.deliveryOptionId,
    isShown: true,
  })

  const { currency } = ctx.config.shop
  const addressId = goods === 'physical' ? (buyer.address?.id ?? null) : null
  const expiresAt = later(ctx.clock.now(), quoteSeconds)
  const token = sealQuote(ctx.sealer, {
    id: newId(),
    userId: ctx.actor.userId,
    goods,
    lines: lines.map(({ variant, quantity }) => ({ variantId: variant.variantId, quantity, unitPrice: variant.price })),
    addressId,
    country: priced.country,
    deliveryOptionId: priced.offer?.id ?? null,
    delivery: priced.totals.delivery,
    tax: priced.totals.tax,
    total: priced.totals.total,
    stars: priced.stars?.amount ?? null,
    rateTable: priced.methods.find((each) => each.rate)?.rate?.table ?? null,
    expiresAt,
  })
  return {
    token,
    expiresAt: expiresAt.toISOString(),
    goods,
    leftForLater,
    lines: lines.map((line) => asCartLine(line, currency)),
    needsAddress: priced.needsAddress,
    addressId,
    deliverable: goods === 'digital' || priced.offer !== null,
    deliveryOptions: priced.offers.map(({ id, kind, name, place, price, freeFrom, earliestAt, latestAt }) => ({
      id,
      kind,
      name: localText(name, ctx.actor.language),
      place: place && localText(place, ctx.actor.language),
      price: asMoneyJson(money(price, currency)),
      freeFrom: freeFrom === null ? null : asMoneyJson(money(freeFrom, currency)),
      earliestAt: earliestAt.toISOString(),
      latestAt: latestAt.toISOString(),
    })),
    deliveryOptionId: priced.offer?.id ?? null,
    totals: asTotals(priced.totals, currency),
    stars: priced.stars && asMoneyJson(priced.stars),
    methods: priced.methods,
  }
}

function divide(cart: readonly FilledLine[], wanted: ProductKind | undefined) {
  const kinds = productKinds.filter((kind) => cart.some((line) => line.variant.kind === kind))
  const goods = wanted ?? kinds[0]
  const lines = cart.filter((line) => line.variant.kind === goods)
  if (!goods || lines.length === 0) throw checkoutProblem('cart-empty')
  return { goods, lines, leftForLater: kinds.find((kind) => kind !== goods) ?? null }
}

/** What is bought is bought as it stands in the cart: nothing is left out behind the customer's back. */
function refuseTrouble(lines: readonly FilledLine[]): void {
  const line = lines.find((each) => each.trouble !== null)
  if (!line?.trouble) return
  const { variantId, name, available } = line.variant
  throw checkoutProblem('line-trouble', { facts: { variantId, name, trouble: line.trouble, left: Math.max(available ?? 0, 0) } })
}

function asTotals(totals: OrderTotals, currency: Currency): Totals {
  const { taxName, taxRateBps, taxIncluded } = totals
  const json = (amount: bigint) => asMoneyJson(money(amount, currency))
  return {
    subtotal: json(totals.subtotal),
    delivery: json(totals.delivery),
    tax: json(totals.tax),
    taxName,
    taxRateBps,
    taxIncluded,
    total: json(totals.total),
  }
}
