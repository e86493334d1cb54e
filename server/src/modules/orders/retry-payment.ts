import type { OfferedMethod } from 'shared/checkout.schema'
import { fromMoneyJson } from 'shared/money'
import type { PlacedOrder } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import type { Context, CustomerContext } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import { requestProblem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import {
  asPayment,
  cancelOpenPayments,
  createPayment,
  openQuestionsOf,
  paymentsOf,
  refreshPayment,
  startPayment,
  type PaymentRow,
} from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { presentOrder } from './present-order.ts'
import { orderProblem } from './problems.ts'
import { findOrder, lockOrder, updateOrder } from './queries.ts'
import { settleOrder } from './settle-order.ts'
import type { OrderRow } from './tables.ts'
import { offersFor } from './ways-to-pay.ts'

export type PaymentRetry = { number: string; method: PaymentMethod; idempotencyKey: string }

/**
 * A new attempt to pay an unpaid order, the same way or another. What could still be paid by earlier attempts is called off
 * first, so an order is not paid twice. The same key again gives the same attempt.
 * @throws orders/not-found · orders/not-payable · orders/payment-in-progress · orders/payment-conflicted · orders/method-unavailable ·
 * request/key-reused
 */
export async function retryPayment(
  ctx: CustomerContext,
  { number, method, idempotencyKey }: PaymentRetry,
): Promise<{ placed: PlacedOrder; isReplay: boolean }> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  const requestHash = hashOf(JSON.stringify(['retry', order.id, method]))
  const earlier = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []

  const same = earlier.find((payment) => payment.idempotencyKey === idempotencyKey)
  if (same && same.requestHash !== requestHash) throw requestProblem('key-reused')
  if (same) return { placed: await placedOrder(ctx, order.number, await startPayment(ctx, same.id)), isReplay: true }

  refuseUnpayable(ctx, order)
  await refuseTwicePaid(ctx, order.id, earlier)
  const amount = fromMoneyJson((await offerOf(ctx, order, method, earlier)).amount)
  if ((await cancelOpenPayments(ctx, order.id)) === 'may-still-pay') throw orderProblem('payment-in-progress')

  const payment = await inTransaction(ctx, async (ctx) => {
    const locked = await lockOrder(ctx.db, order.id)
    if (!locked) throw orderProblem('not-found')
    refuseUnpayable(ctx, locked)
    await refuseTwicePaid(ctx, order.id, (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? [])
    const isAtTheDoor = method === 'cash_on_delivery'
    if (locked.method !== method) await updateOrder(ctx.db, locked.id, { method, ...(isAtTheDoor ? { payBy: null } : {}) })
    return createPayment(ctx, { order: locked, method, amount, idempotencyKey, requestHash, expiresAt: isAtTheDoor ? null : locked.payBy })
  })
  return { placed: await placedOrder(ctx, order.number, await startPayment(ctx, payment.id)), isReplay: false }
}

/**
 * Asks the gateway now how an attempt stands, and takes the order along: what the app does when the customer comes back.
 * @throws orders/not-found · orders/payment-not-found
 */
export async function refreshOrderPayment(
  ctx: CustomerContext,
  { number, paymentId }: { number: string; paymentId: string },
): Promise<PlacedOrder> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  const known = (await paymentsOf(ctx.db, [order.id])).get(order.id)?.some((payment) => payment.id === paymentId)
  if (!known) throw orderProblem('payment-not-found')
  const payment = await refreshPayment(ctx, paymentId)
  // The listener would do it in a moment; who waits at the screen need not.
  if (payment.state === 'succeeded') await settleOrder({ ...ctx, actor: { kind: 'system', name: 'orders.settle' } }, order.id)
  return placedOrder(ctx, order.number, payment)
}

async function placedOrder(ctx: CustomerContext, number: string, payment: PaymentRow): Promise<PlacedOrder> {
  return { order: await presentOrder(ctx, number), payment: asPayment(ctx, payment) }
}

function refuseUnpayable(ctx: CustomerContext, order: OrderRow): void {
  const isLate = order.payBy !== null && order.payBy <= ctx.clock.now()
  if (order.state !== 'pending_payment' || order.payBy === null || isLate)
    throw orderProblem('not-payable', { facts: { state: order.state } })
}

/** What holds money already is not paid once more: news of it is on its way, or a person must decide about it first. */
async function refuseTwicePaid(ctx: Context, orderId: string, payments: readonly PaymentRow[]): Promise<void> {
  if ((await openQuestionsOf(ctx.db, orderId)).isConflicted) throw orderProblem('payment-conflicted')
  if (payments.some(({ state, captured, refunded }) => state === 'succeeded' && captured > refunded))
    throw orderProblem('payment-in-progress')
}

/** What to ask for by this way, when it is offered for the order. @throws orders/method-unavailable */
async function offerOf(
  ctx: CustomerContext,
  order: OrderRow,
  method: PaymentMethod,
  earlier: readonly PaymentRow[],
): Promise<OfferedMethod> {
  const offer = (await offersFor(ctx, order, earlier)).find((each) => each.method === method)
  if (!offer?.available) throw orderProblem('method-unavailable', { facts: { method, reason: offer?.reason ?? 'amount' } })
  return offer
}
