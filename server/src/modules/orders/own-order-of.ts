import type { CustomerContext } from '../../context.ts'
import { paymentsOf } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder } from './queries.ts'
import type { OrderRow } from './tables.ts'

/** The actor's own order that this payment is of. @throws orders/not-found · orders/payment-not-found */
export async function ownOrderOf(ctx: CustomerContext, { number, paymentId }: { number: string; paymentId: string }): Promise<OrderRow> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  const isKnown = (await paymentsOf(ctx.db, [order.id])).get(order.id)?.some((payment) => payment.id === paymentId)
  if (!isKnown) throw orderProblem('payment-not-found')
  return order
}
