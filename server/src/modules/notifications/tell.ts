import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { orderFacts, type OrderFacts } from '../orders/index.ts'
import { staffToTell } from '../users/index.ts'
import { insertNotifications, type NewNotification } from './queries.ts'
import type { Template } from './render.ts'

type Facts = Record<string, string | number>

/** What every message about an order may name. Names come from the order, so a later change of the catalogue does not matter. */
function commonFacts(order: OrderFacts): Facts {
  const shown = order.lines
    .slice(0, 5)
    .map((line) => ({ name: [line.name, line.title].filter(Boolean).join(', ').slice(0, 120), quantity: line.quantity }))
  return {
    number: order.number,
    total: order.total.amount.toString(),
    currency: order.total.currency,
    lines: JSON.stringify(shown),
    more: order.lines.length - shown.length,
  }
}

/** A new order: its customer hears of it when they pay on delivery, and staff when there is something to accept. */
export async function tellOfPlacedOrder(ctx: Context, { orderId }: { orderId: string }): Promise<void> {
  const order = await orderFacts(ctx.db, orderId)
  if (order?.method !== 'cash_on_delivery') return
  const toTell = [toCustomer(order, 'orderPlaced', `order.placed:${orderId}`), ...(await toStaff(ctx, order, 'staffToAccept'))]
  await insertNotifications(ctx.db, toTell, ctx.clock.now())
}

/** One step of an order. Going back to `refunded` is told with its amount by `tellOfRefund`. */
export async function tellOfMovedOrder(ctx: Context, { orderId, to }: { orderId: string; to: string }): Promise<void> {
  const order = await orderFacts(ctx.db, orderId)
  if (!order) return
  const template = templateOfMove(order, to)
  if (template) await tellCustomer(ctx, order, template, `order.moved:${orderId}:${to}`, movedFacts(order, to))
  if (to === 'payment_confirmed' && order.goods === 'physical') await tellStaff(ctx, order, 'staffPaid')
}

export async function tellOfRefund(
  ctx: Context,
  { orderId, amount, refunded, currency }: { orderId: string; amount: string; refunded: string; currency: string },
): Promise<void> {
  const order = await orderFacts(ctx.db, orderId)
  if (order) await tellCustomer(ctx, order, 'orderRefunded', `order.refunded:${orderId}:${refunded}`, { amount, currency })
}

function templateOfMove(order: OrderFacts, to: string): Template | undefined {
  switch (to) {
    case 'payment_confirmed':
      // What is digital is there in the same moment, and was paid in Stars: one message says it all.
      return order.goods === 'digital' ? undefined : 'orderPaid'
    case 'processing':
      return 'orderProcessing'
    case 'shipped':
      return 'orderShipped'
    case 'delivered':
      return order.goods === 'digital' ? 'orderReady' : 'orderDelivered'
    case 'cancelled':
      return order.captured.amount > order.refunded.amount ? 'orderCancelledPaid' : 'orderCancelled'
    default:
      return undefined
  }
}

function movedFacts(order: OrderFacts, to: string): Facts {
  if (to !== 'shipped') return {}
  return {
    ...(order.carrier ? { carrier: order.carrier } : {}),
    ...(order.trackingNumber ? { trackingNumber: order.trackingNumber } : {}),
    ...(order.trackingUrl ? { trackingUrl: order.trackingUrl } : {}),
    ...(order.arrivesBy ? { arrivesBy: order.arrivesBy.toISOString() } : {}),
  }
}

async function tellCustomer(ctx: Context, order: OrderFacts, template: Template, dedupeKey: string, facts: Facts = {}): Promise<void> {
  await insertNotifications(ctx.db, [toCustomer(order, template, dedupeKey, facts)], ctx.clock.now())
}

async function tellStaff(ctx: Context, order: OrderFacts, template: Template): Promise<void> {
  await insertNotifications(ctx.db, await toStaff(ctx, order, template), ctx.clock.now())
}

function toCustomer(order: OrderFacts, template: Template, dedupeKey: string, facts: Facts = {}): NewNotification {
  return { id: newId(), userId: order.userId, template, dedupeKey, facts: { ...commonFacts(order), ...facts } }
}

async function toStaff(ctx: Context, order: OrderFacts, template: Template): Promise<NewNotification[]> {
  const staff = await staffToTell(ctx.db, ['owner', 'manager'])
  return staff.map(({ id }) => ({ id: newId(), userId: id, template, dedupeKey: `staff:${order.id}`, facts: commonFacts(order) }))
}
