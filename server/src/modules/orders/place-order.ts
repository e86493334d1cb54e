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
import type { EventRead, OrderRead } from './queries-read.ts'
import type { OrderLineRow, OrderRow } from './tables.ts'

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
 * `waiting` tells how many other orders of the actor wait to be paid or accepted, `read` is the order as reading it now would give it.
 * @throws catalog/out-of-stock; and the database's own error when the id, the number or the customer's key is taken
 */
export function placeOrder<Payment>(
  ctx: CustomerContext,
  order: NewOrder,
  pay: (placed: JustPlaced) => Promise<Payment>,
): Promise<JustPlaced & { payment: Payment; waiting: number; read: OrderRead }> {
  return inTransaction(ctx, async (ctx) => {
    const at = ctx.clock.now()
    const row = rowOf(ctx, order, at)
    const { id, number, userId, payBy } = row
    const placed = { id, number, userId, payBy }
    const lines = order.lines.map((line, position) => ({ ...lineOf(line), orderId: id, position }))
    const [{ eventId, waiting }, , payment] = await together(
      insertOrder(ctx.db, { order: row, lines }),
      emit(ctx, orderPlaced({ orderId: id })),
      pay(placed),
      // Last, because other buyers wait for these rows until the commit.
      reserveStock(ctx, id, lines),
    )
    const read: OrderRead = {
      order: row,
      lines: lines.map((line, position) => ({
        ...line,
        refundedQuantity: 0,
        unitPrice: line.unitPrice.toString(),
        total: line.total.toString(),
        file: order.lines[position]?.variant.file ?? null,
      })),
      events: [beginning({ eventId, at })],
      creditNotes: [],
    }
    return { ...placed, payment, waiting, read }
  })
}

function rowOf(ctx: CustomerContext, order: NewOrder, at: Date): OrderRow {
  const { id, idempotencyKey, requestHash, goods, currency, totals, method, country, delivery, note } = order
  return {
    id,
    number: newOrderNumber(),
    userId: ctx.actor.userId,
    idempotencyKey,
    requestHash,
    state: 'pending_payment',
    version: 0,
    goods,
    currency,
    ...totals,
    captured: 0n,
    refunded: 0n,
    method,
    language: ctx.actor.language,
    contact: ctx.sealer.seal('contact', order.contact),
    address: order.address && ctx.sealer.seal('address', order.address),
    country,
    deliveryName: delivery?.name ?? null,
    deliveryPlace: delivery?.place ?? null,
    deliveryKind: delivery?.kind ?? null,
    arrivesFrom: delivery?.earliestAt ?? null,
    arrivesBy: delivery?.latestAt ?? null,
    note: note === '' ? null : ctx.sealer.seal('note', note),
    termsAcceptedAt: at,
    carrier: null,
    trackingNumber: null,
    trackingUrl: null,
    problem: null,
    placedAt: at,
    payBy: method === 'cash_on_delivery' ? null : later(at, ctx.config.paymentWindowSeconds),
    confirmedAt: null,
    shippedAt: null,
    deliveredAt: null,
    cancelledAt: null,
  }
}

function lineOf({ variant, quantity, unitPrice }: NewOrder['lines'][number]): Omit<OrderLineRow, 'orderId' | 'position'> {
  const { variantId, productId, slug, name, title, sku, kind, hue, file } = variant
  return {
    id: newId(),
    variantId,
    productId,
    slug,
    name,
    title,
    sku,
    kind,
    hue,
    fileId: file?.id ?? null,
    quantity,
    unitPrice,
    total: unitPrice * BigInt(quantity),
    digitalContent: null,
  }
}

/** The first entry of its timeline, as `insertOrder` writes it. */
function beginning({ eventId, at }: { eventId: string; at: Date }): EventRead {
  return {
    id: eventId,
    at: at.toISOString(),
    kind: 'placed',
    fromState: null,
    state: 'pending_payment',
    actorKind: 'customer',
    actorName: null,
    isInternal: false,
    facts: {},
    note: null,
  }
}
