import type { OrderState } from 'shared/orders'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import type { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { orderFacts, type OrderFacts } from '../orders/index.ts'
import { staffToTell } from '../users/index.ts'
import { insertNotifications, type NewNotification } from './queries.ts'
import type { Template } from './render.ts'

type Facts = Record<string, string | number>
type OrderEvent = ReturnType<typeof orderPlaced | typeof orderMoved | typeof orderRefunded>

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

type Message = { to: 'customer' | 'staff'; template: Template; dedupeKey: string; facts: Facts }

/** What happened to orders becomes messages, in the order it happened. */
export async function tellOfOrders(ctx: Context, happened: readonly OrderEvent[]): Promise<void> {
  const orders = await orderFacts(ctx.db, [...new Set(happened.map(({ data }) => data.orderId))])
  const messages = happened.flatMap((event) => {
    const order = orders.get(event.data.orderId)
    return order ? messagesOf(order, event).map((message) => ({ ...message, userId: order.userId })) : []
  })
  const staff = messages.some(({ to }) => to === 'staff') ? await staffToTell(ctx.db, ['owner', 'manager']) : []
  const rows = messages.flatMap(({ to, userId, ...message }) =>
    (to === 'staff' ? staff : [{ id: userId }]).map(({ id }): NewNotification => ({ id: newId(), userId: id, ...message })),
  )
  await insertNotifications(ctx.db, rows, ctx.clock.now())
}

function messagesOf(order: OrderFacts, event: OrderEvent): Message[] {
  const facts = commonFacts(order)
  const toStaff = (template: Template): Message => ({ to: 'staff', template, dedupeKey: `staff:${order.id}`, facts })
  const toCustomer = (template: Template, key: string, more: Facts = {}): Message => ({
    to: 'customer',
    template,
    dedupeKey: `${event.name}:${order.id}${key}`,
    facts: { ...facts, ...more },
  })
  switch (event.name) {
    case 'order.placed':
      // Its customer hears of it when they pay on delivery, and staff when there is something to accept.
      return order.method === 'cash_on_delivery'
        ? [toCustomer(isPickup(order) ? 'orderPlacedToCollect' : 'orderPlaced', ''), toStaff('staffToAccept')]
        : []
    case 'order.moved': {
      const { to } = event.data
      const template = templateOfMove(order, to)
      return [
        ...(template ? [toCustomer(template, `:${to}`, movedFacts(order, to))] : []),
        ...(to === 'payment_confirmed' && order.goods === 'physical' ? [toStaff('staffPaid')] : []),
      ]
    }
    case 'order.refunded': {
      const { refundId, amount, currency } = event.data
      return [toCustomer('orderRefunded', `:${refundId}`, { amount, currency })]
    }
  }
}

const isPickup = (order: OrderFacts) => order.deliveryKind === 'pickup'

/** One step of an order. Going back to `refunded` is told with its amount, by an event of its own. */
function templateOfMove(order: OrderFacts, to: OrderState): Template | undefined {
  switch (to) {
    case 'payment_confirmed':
      // What is digital is there in the same moment, and was paid in Stars: one message says it all.
      return order.goods === 'digital' ? undefined : 'orderPaid'
    case 'processing':
      return isPickup(order) ? 'orderPackingToCollect' : 'orderProcessing'
    case 'shipped':
      return isPickup(order) ? 'orderToCollect' : 'orderShipped'
    case 'delivered':
      return order.goods === 'digital' ? 'orderReady' : isPickup(order) ? 'orderCollected' : 'orderDelivered'
    case 'cancelled':
      return order.captured.amount > order.refunded.amount ? 'orderCancelledPaid' : 'orderCancelled'
    default:
      return undefined
  }
}

function movedFacts(order: OrderFacts, to: OrderState): Facts {
  if (to !== 'shipped') return {}
  return {
    ...(order.carrier ? { carrier: order.carrier } : {}),
    ...(order.trackingNumber ? { trackingNumber: order.trackingNumber } : {}),
    ...(order.trackingUrl ? { trackingUrl: order.trackingUrl } : {}),
    ...(order.arrivesBy ? { arrivesBy: order.arrivesBy.toISOString() } : {}),
  }
}
