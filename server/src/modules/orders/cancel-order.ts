import { customerMayCancel, staffMayCancel } from 'shared/orders'
import { isOpenPayment } from 'shared/payments'
import type { Context, CustomerContext, StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { releaseReservations } from '../catalog/index.ts'
import { callOffPromises, cancelOpenPayments, isOpenPromise, openQuestionsOf, paymentsOf, refundOrder } from '../payments/index.ts'
import { moveOrder } from './move-order.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder, insertNote, lockOrder } from './queries.ts'
import { financialStatusOf } from './financial-status.ts'
import type { OrderRow } from './tables.ts'

/**
 * A customer calls their order off, until it is being packed. What is paid goes back; the goods are for sale again.
 * @throws orders/not-found · orders/past-cancelling · orders/payment-in-progress while money may still come
 */
export async function cancelOrder(ctx: CustomerContext, { number }: { number: string }): Promise<void> {
  const wanted = asOrderNumber(number)
  const order = wanted && (await findOrder(ctx.db, wanted, ctx.actor.userId))
  if (!order) throw orderProblem('not-found')
  refusePastCancelling(order)
  await stopPayments(ctx, order)
  await inTransaction(ctx, async (ctx) => {
    const locked = await lockOrder(ctx.db, order.id)
    if (!locked) throw orderProblem('not-found')
    refusePastCancelling(locked)
    await callOff(ctx, locked, { actor: 'customer', restock: true, reason: 'requested_by_customer', facts: { by: 'customer' } })
  })
}

export type StaffCancel = { number: string; version: number; reason: string; restock: boolean }

/**
 * Staff call an order off before it is sent, or when it was refused at the door before it was paid. The reason is kept for staff alone.
 * @throws orders/not-found · orders/changed · orders/move-refused · orders/payment-in-progress
 */
export async function cancelOrderAsStaff(ctx: StaffContext, { number, version, reason, restock }: StaffCancel): Promise<void> {
  const wanted = asOrderNumber(number)
  const order = wanted && (await findOrder(ctx.db, wanted))
  if (!order) throw orderProblem('not-found')
  refuseUnlessStill(order, version)
  await stopPayments(ctx, order)
  await inTransaction(ctx, async (ctx) => {
    const locked = await lockOrder(ctx.db, order.id)
    if (!locked) throw orderProblem('not-found')
    refuseUnlessStill(locked, version)
    const cancelled = await callOff(ctx, locked, { actor: 'staff', restock, reason: 'other', facts: { by: 'staff' } })
    if (reason) {
      const by = { actorKind: 'staff' as const, actorId: ctx.actor.userId }
      await insertNote(ctx.db, { orderId: order.id, at: ctx.clock.now(), ...by, body: ctx.sealer.seal('note', reason) })
    }
    // The words themselves may name a person, so the audit only tells that there are some.
    await audit(
      ctx,
      'orders.cancelled',
      { type: 'order', id: order.number },
      { before: locked.state, after: cancelled.state, restock, reasonLength: reason.length },
    )
  })
}

export type CallingOff = {
  actor: 'customer' | 'staff' | 'system'
  restock: boolean
  reason: 'requested_by_customer' | 'other'
  facts: Record<string, string>
}

/**
 * Ends an order whose row the caller holds: its goods are free, what was promised for it is called off with it, and what
 * it was paid goes back the way it came. What a person must still decide about its money stays a problem of it.
 * @throws orders/payment-in-progress when a payment is open after all
 */
export async function callOff(ctx: Context, order: OrderRow, { actor, restock, reason, facts }: CallingOff): Promise<OrderRow> {
  await callOffPromises(ctx, order.id)
  const payments = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
  if (payments.some((payment) => isOpenPayment(payment.state))) throw orderProblem('payment-in-progress')
  // The sums as they are now: money that is here already is refunded below, and only what comes later is late.
  const { captured, refunded } = financialStatusOf(order, payments)
  const questions = await openQuestionsOf(ctx.db, order.id)
  const { problem } = financialStatusOf({ ...order, state: 'cancelled', captured, refunded }, payments, questions)
  const cancelled = await moveOrder(ctx, order, 'cancelled', { actor, facts, set: { captured, refunded, problem } })
  await releaseReservations(ctx, order.id, { restock })
  if (captured > refunded) await refundOrder(ctx, { orderId: order.id, reason, idempotencyKey: `cancel-${order.id}` })
  return cancelled
}

/** Calls off what could still be paid. Money that has come in full is no obstacle: it goes back. */
async function stopPayments(ctx: Context, order: OrderRow): Promise<void> {
  if ((await cancelOpenPayments(ctx, order.id)) === 'clear') return
  const payments = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
  if (payments.some((payment) => isOpenPayment(payment.state) && !isOpenPromise(ctx, payment))) throw orderProblem('payment-in-progress')
}

function refusePastCancelling(order: OrderRow): void {
  if (!customerMayCancel.includes(order.state))
    throw orderProblem('past-cancelling', { facts: { state: order.state, version: order.version } })
}

function refuseUnlessStill(order: OrderRow, version: number): void {
  if (order.version !== version) throw orderProblem('changed', { facts: { version: order.version, state: order.state } })
  if (!staffMayCancel(order.state, order.captured > 0n))
    throw orderProblem('move-refused', { facts: { from: order.state, to: 'cancelled', version: order.version } })
}
