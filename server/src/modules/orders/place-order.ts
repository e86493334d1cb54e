import type { ProductKind } from 'shared/catalog'
import type { Currency } from 'shared/currencies'
import type { LocalText } from 'shared/locale'
import type { Order } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import type { CustomerContext } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId, newOrderNumber } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction, together } from '../../platform/transaction.ts'
import { reserveStock, type VariantForSale } from '../catalog/index.ts'
import { orderPlaced } from './events.ts'
import { insertOrder } from './queries-place.ts'

export { findPlaced } from './queries-place.ts'

export type NewOrder = {
  /** Chosen by the caller: an agreement that was quoted once becomes an order once. */
  id: string
  idempotencyKey: string
  requestHash: string
  goods: ProductKind
  currency: Currency
  lines: readonly { variant: VariantForSale; quantity: number; unitPrice: bigint }[]
  totals: {
    subtotal: bigint
    delivery: bigint
    tax: bigint
    taxName: string
    taxRateBps: number
    taxIncluded: boolean
    total: bigint
  }
  method: PaymentMethod
  contact: Order['contact']
  /** Where it goes, and by which rules it is taxed; null for what is not sent. */
  country: string | null
  address: Omit<NonNullable<Order['address']>, 'country'> | null
  delivery: { kind: 'courier' | 'pickup'; name: LocalText; place?: LocalText | null; earliestAt: Date; latestAt: Date } | null
  note: string
}

export type JustPlaced = { id: string; number: string; userId: string; payBy: Date | null }

/**
 * Writes the actor's new order down with its payment and promises it its stock, in one transaction. It waits for its payment until `payBy`;
 * an order paid on delivery waits for the staff instead. The terms were accepted: the caller has seen to that.
 * `waiting` tells how many other orders of the actor wait to be paid or accepted.
 * @throws catalog/out-of-stock; and the database's own error when the id, the number or the customer's key is taken
 */
export function placeOrder<Payment>(
  ctx: CustomerContext,
  order: NewOrder,
  pay: (placed: JustPlaced) => Promise<Payment>,
): Promise<JustPlaced & { payment: Payment; waiting: number }> {
  return inTransaction(ctx, async (ctx) => {
    const { id, goods, currency, method, totals, note, idempotencyKey, requestHash } = order
    const { userId, language } = ctx.actor
    const at = ctx.clock.now()
    const number = newOrderNumber()
    const payBy = method === 'cash_on_delivery' ? null : later(at, ctx.config.paymentWindowSeconds)
    const placed = { id, number, userId, payBy }
    const inserted = insertOrder(ctx.db, {
      order: {
        id,
        number,
        userId,
        idempotencyKey,
        requestHash,
        state: 'pending_payment',
        goods,
        currency,
        ...totals,
        method,
        language,
        contact: ctx.sealer.seal('contact', order.contact),
        address: order.address && ctx.sealer.seal('address', order.address),
        country: order.country,
        deliveryName: order.delivery?.name ?? null,
        deliveryPlace: order.delivery?.place ?? null,
        deliveryKind: order.delivery?.kind ?? null,
        arrivesFrom: order.delivery?.earliestAt ?? null,
        arrivesBy: order.delivery?.latestAt ?? null,
        note: note === '' ? null : ctx.sealer.seal('note', note),
        termsAcceptedAt: at,
        placedAt: at,
        payBy,
      },
      lines: order.lines.map(({ variant, quantity, unitPrice }, position) => ({
        id: newId(),
        orderId: id,
        variantId: variant.variantId,
        productId: variant.productId,
        slug: variant.slug,
        name: variant.name,
        title: variant.title,
        sku: variant.sku,
        kind: variant.kind,
        hue: variant.hue,
        fileId: variant.fileId,
        quantity,
        unitPrice,
        total: unitPrice * BigInt(quantity),
        position,
      })),
      event: { orderId: id, at, kind: 'placed', state: 'pending_payment', actorKind: 'customer', actorId: userId, facts: {} },
    })
    const told = emit(ctx, orderPlaced({ orderId: id }))
    const paying = pay(placed)
    // Last, because other buyers wait for these rows until the commit.
    const reserved = reserveStock(
      ctx,
      id,
      order.lines.map(({ variant, quantity }) => ({ variantId: variant.variantId, quantity })),
    )
    const [waiting, , payment] = await together(inserted, told, paying, reserved)
    return { ...placed, payment, waiting }
  })
}
