import type { PlacedOrder } from 'shared/orders.schema'
import type { CustomerContext } from '../../context.ts'
import { lookAtPayment } from '../payments/index.ts'
import { ownOrderOf } from './own-order-of.ts'
import { placedOrder } from './retry-payment.ts'
import { settleOrder } from './settle-order.ts'

/**
 * Asks the gateway how an attempt stands, at most every other second, and takes the order along: what the app does when the
 * customer comes back.
 * @throws orders/not-found · orders/payment-not-found
 */
export async function refreshOrderPayment(
  ctx: CustomerContext,
  { number, paymentId }: { number: string; paymentId: string },
): Promise<PlacedOrder> {
  const order = await ownOrderOf(ctx, { number, paymentId })
  const payment = await lookAtPayment(ctx, paymentId)
  // The listener would do it in a moment; who waits at the screen need not.
  if (payment.state === 'succeeded') await settleOrder({ ...ctx, actor: { kind: 'system', name: 'orders.settle' } }, order.id)
  return placedOrder(ctx, order.number, payment)
}
