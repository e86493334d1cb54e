import type { Context } from '../../context.ts'
import { on } from '../../platform/jobs.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { paymentChanged } from '../payments/events.ts'
import { selectOrdersNow } from './queries.ts'

/** Telling twice only makes a screen read twice. */
export const listeners = [on([orderPlaced, orderMoved, orderRefunded, paymentChanged], 'realtime.tell-of-orders', tellOfOrders)]

/** Each order's customer and the staff who see orders read it again: once, however much happened to it. */
async function tellOfOrders(ctx: Context, happened: readonly { data: { orderId: string } }[]): Promise<void> {
  const orders = await selectOrdersNow(ctx.db, [...new Set(happened.map(({ data }) => data.orderId))])
  const frames = orders.map(({ userId, ...order }) => ({
    to: [{ user: userId }, { staff: 'orders.read' }] as const,
    frame: { type: 'order.changed', ...order } as const,
  }))
  await ctx.live.send(ctx, frames)
}
