import type { Context } from '../../context.ts'
import { on } from '../../platform/jobs.ts'
import { orderFacts } from '../orders/index.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { paymentChanged } from '../payments/events.ts'

/** Telling twice only makes a screen read twice. */
export const listeners = [
  on(orderPlaced, 'realtime.order-placed', tellOfOrder),
  on(orderMoved, 'realtime.order-moved', tellOfOrder),
  on(orderRefunded, 'realtime.order-refunded', tellOfOrder),
  on(paymentChanged, 'realtime.payment-changed', tellOfOrder),
]

/** The order's customer and the staff who see orders read it again. */
async function tellOfOrder(ctx: Context, { orderId }: { orderId: string }): Promise<void> {
  const order = await orderFacts(ctx.db, orderId)
  if (!order) return
  const frame = { type: 'order.changed', number: order.number, state: order.state, version: order.version } as const
  await ctx.live.send(ctx, [{ user: order.userId }, { staff: 'orders.read' }], frame)
}
