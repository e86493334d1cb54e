import type { CheckoutRequest, OfferedMethod } from 'shared/checkout.schema'
import type { Order, PlacedOrder } from 'shared/orders.schema'
import type { z } from 'zod'
import type { CustomerContext } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import { violatedUnique } from '../../platform/db.ts'
import { requestProblem } from '../../platform/problem.ts'
import { inTransaction, together } from '../../platform/transaction.ts'
import { fillLine, removeFromCart, type FilledLine } from '../cart/index.ts'
import { variantsForSale } from '../catalog/index.ts'
import { findPlaced, placeOrder, presentOrder, presentPlaced } from '../orders/index.ts'
import { askedBy, asPayment, createPayment, paymentsOf, startPayment, type PaymentRow } from '../payments/index.ts'
import type { Buyer } from '../users/index.ts'
import { allowedBuyer } from './allowed-buyer.ts'
import { priceLines, type Priced } from './price-lines.ts'
import { checkoutProblem } from './problems.ts'
import { openQuote, type Quoted } from './quote-token.ts'

type Request = z.output<typeof CheckoutRequest>
export type CheckOut = { idempotencyKey: string; request: Request }
export type CheckedOut = { placed: PlacedOrder; isReplay: boolean }

/** How long whoever placed the order may take to start its payment before a repeated request does it instead. */
const startSeconds = 45

/**
 * Turns a quote into an order, once: the same key gives the same order again, and of two keys with one quote the second
 * finds the cart bought. Prices, delivery and stock are looked at again, and what changed is told, never charged. The
 * order stands before any gateway is asked; that it cannot be reached leaves an order that waits to be paid.
 * @throws request/key-reused, request/key-busy, users/address-not-found, catalog/out-of-stock and those of ./problems.ts
 */
export async function checkOut(ctx: CustomerContext, { idempotencyKey, request }: CheckOut): Promise<CheckedOut> {
  const requestHash = hashOf(JSON.stringify(request))
  let order: Placed
  try {
    const agreed = await agree(ctx, request)
    order = await place(ctx, { ...agreed, request, idempotencyKey, requestHash })
  } catch (error) {
    // The key is looked up only now: nearly every request is the first with its key, and the database refuses a second
    // order of one key, one quote or one cart. A repeated request has always failed by here.
    const placed = await replay(ctx, { idempotencyKey, requestHash })
    if (placed) return placed
    if (violatedUnique(error) === 'orders_pkey') throw checkoutProblem('quote-used', { cause: error })
    throw error
  }
  const { number, read, payment } = order
  // A promise is all there is: nothing can have become of the order yet.
  if (payment.state !== 'starting')
    return { placed: { order: presentPlaced(ctx, read, payment), payment: asPayment(ctx, payment) }, isReplay: false }
  const started = await startPayment(ctx, payment.id)
  return { placed: await asPlaced(ctx, number, started, [started]), isReplay: false }
}

/** How many orders of one customer may wait to be paid or accepted at once: each keeps its goods from everybody else. */
const mostWaiting = 10

type Agreed = { quoted: Quoted; lines: FilledLine[]; buyer: Buyer; priced: Priced; offered: OfferedMethod }

/** Looks whether all that was quoted still holds. */
async function agree(ctx: CustomerContext, { quoteToken, method }: Request): Promise<Agreed> {
  const quoted = openQuote(ctx.sealer, quoteToken, { userId: ctx.actor.userId, now: ctx.clock.now() })
  const { goods, addressId, country, deliveryOptionId, rateTable } = quoted
  const [found, lines] = await Promise.all([allowedBuyer(ctx, { addressId: addressId ?? undefined }), linesAsQuoted(ctx, quoted)])
  // Only the address that was quoted counts, not a default one that came since.
  const buyer = addressId === null ? { ...found, address: null } : found
  const priced = await priceLines(ctx, { goods, lines, buyer, country, deliveryOptionId, isShown: false, rateTable })

  if (goods === 'physical') {
    if (!priced.offer) throw checkoutProblem('not-deliverable')
    if (priced.offer.id !== deliveryOptionId) throw checkoutProblem('delivery-gone')
    if (priced.needsAddress && !buyer.address) throw checkoutProblem('address-required')
  }
  refuseChange(quoted, { lines, priced })
  const offered = priced.methods.find((each) => each.method === method)
  if (!offered?.available) throw checkoutProblem('method-unavailable', { facts: { method, reason: offered?.reason ?? 'country' } })
  return { quoted, lines, buyer, priced, offered }
}

async function linesAsQuoted(ctx: CustomerContext, { lines }: Quoted): Promise<FilledLine[]> {
  const variants = await variantsForSale(
    ctx.db,
    lines.map((line) => line.variantId),
    ctx.actor.language,
  )
  const filled = lines.flatMap(({ variantId, quantity, unitPrice }) => {
    const variant = variants.get(variantId)
    return variant ? [fillLine(variant, { quantity, priceSeen: unitPrice })] : []
  })
  // Stock is not looked at here: the reservation decides about it, with the row in its hand.
  const gone = filled.find((line) => line.trouble === 'gone')
  if (gone)
    throw checkoutProblem('line-trouble', { facts: { variantId: gone.variant.variantId, name: gone.variant.name, trouble: 'gone' } })
  return filled
}

function refuseChange(quoted: Quoted, { lines, priced }: { lines: readonly FilledLine[]; priced: Priced }): void {
  const { totals, stars } = priced
  const line = lines.find((each) => each.variant.price !== each.priceSeen)
  const isSame =
    !line &&
    lines.length === quoted.lines.length &&
    totals.delivery === quoted.delivery &&
    totals.tax === quoted.tax &&
    totals.total === quoted.total &&
    (stars?.amount ?? null) === quoted.stars
  if (isSame) return
  throw checkoutProblem('price-changed', {
    facts: {
      totalBefore: String(quoted.stars ?? quoted.total),
      total: String(stars?.amount ?? totals.total),
      ...(line ? { variantId: line.variant.variantId, name: line.variant.name } : {}),
    },
  })
}

type Placed = Awaited<ReturnType<typeof placeOrder<PaymentRow>>>
type Placing = Agreed & CheckOut & { requestHash: string }

/** The order, its stock, its payment and the cart without what was bought: all of it or nothing. */
function place(ctx: CustomerContext, placing: Placing): Promise<Placed> {
  return withFreeNumber(() =>
    inTransaction(ctx, async (ctx) => {
      const { quoted, lines, buyer, priced, offered, request, idempotencyKey, requestHash } = placing
      const contact = request.contact ?? contactOf(buyer)
      // The cart's row is taken first: two checkouts of one customer come here one after another.
      const emptied = removeFromCart(ctx, quoted.lines).then((whole) => {
        if (!whole) throw checkoutProblem('cart-changed')
      })
      const writing = placeOrder(
        ctx,
        {
          id: quoted.id,
          idempotencyKey,
          requestHash,
          goods: quoted.goods,
          currency: ctx.config.shop.currency,
          lines: lines.map(({ variant, quantity }) => ({ variant, quantity, unitPrice: variant.price })),
          totals: priced.totals,
          method: request.method,
          contact,
          country: priced.country,
          address: priced.needsAddress ? addressOf(buyer) : null,
          delivery: priced.offer,
          note: request.note,
        },
        (placed) =>
          createPayment(ctx, {
            order: placed,
            method: request.method,
            ...askedBy(offered),
            payer: payerOf(request, contact),
            idempotencyKey,
            requestHash,
            expiresAt: placed.payBy,
          }),
      )
      const [, order] = await together(emptied, writing)
      if (order.waiting >= mostWaiting) throw checkoutProblem('too-many-open-orders', { facts: { most: mostWaiting } })
      return order
    }),
  )
}

/** Order numbers are drawn at random from 2^40, so one that is taken is drawn again. */
async function withFreeNumber<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (violatedUnique(error) !== 'orders_number' || tries === 5) throw error
    }
  }
}

/** What this key made before. @throws request/key-reused when it was for another request; request/key-busy while it is being made */
async function replay(
  ctx: CustomerContext,
  { idempotencyKey, requestHash }: { idempotencyKey: string; requestHash: string },
): Promise<CheckedOut | undefined> {
  const earlier = await findPlaced(ctx.db, { userId: ctx.actor.userId, idempotencyKey })
  if (!earlier) return undefined
  if (earlier.requestHash !== requestHash) throw requestProblem('key-reused')
  const attempts = (await paymentsOf(ctx.db, [earlier.id])).get(earlier.id) ?? []
  const payment = attempts.find((each) => each.idempotencyKey === idempotencyKey)
  if (!payment) throw new Error(`Order ${earlier.id} was placed without a payment`)
  if (payment.state !== 'starting') return { placed: await asPlaced(ctx, earlier.number, payment, attempts), isReplay: true }
  // Two that start one payment at once would get in each other's way at the gateway.
  const isBusy = ctx.clock.now().getTime() - payment.createdAt.getTime() < startSeconds * 1000
  if (isBusy) throw requestProblem('key-busy', { headers: { 'retry-after': '1' } })
  const started = await startPayment(ctx, payment.id)
  return { placed: await asPlaced(ctx, earlier.number, started, [started]), isReplay: true }
}

/** @param attempts all the order's payments, this one among them */
async function asPlaced(ctx: CustomerContext, number: string, payment: PaymentRow, attempts: readonly PaymentRow[]): Promise<PlacedOrder> {
  return { order: await presentOrder(ctx, number, attempts), payment: asPayment(ctx, payment) }
}

function contactOf({ name, phone, address }: Buyer): Order['contact'] {
  return { name: address?.recipient ?? name, phone: address?.phone ?? phone }
}

/** Who pays is who is spoken to, where nothing else is said. */
function payerOf({ payer }: Request, { phone }: Order['contact']): { phone?: string } {
  return payer ?? (phone === null ? {} : { phone })
}

/** What is copied into the order: where to and to whom, without the customer's own label for it. */
function addressOf({ address }: Buyer) {
  if (!address) return null
  const { recipient, phone, line1, line2, city, region, postalCode, instructions } = address
  return { recipient, phone, line1, line2, city, region, postalCode, instructions }
}
