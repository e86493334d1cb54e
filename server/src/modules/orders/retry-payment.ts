import type { OfferedMethod } from 'shared/checkout.schema'
import type { PlacedOrder } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import type { Context, CustomerContext } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import { requestProblem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import {
  askedBy,
  asPayment,
  cancelOpenPayments,
  createPayment,
  openQuestionsOf,
  paymentsOf,
  startPayment,
  type PaymentRow,
} from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { presentOrder } from './present-order.ts'
import { orderProblem } from './problems.ts'
import { findOrder, lockOrder, updateOrder } from './queries.ts'
import { openShown, sealShown } from './shown-rates.ts'
import type { OrderRow } from './tables.ts'
import { offersFor, payerOf } from './ways-to-pay.ts'

export type PaymentRetry = {
  number: string
  method: PaymentMethod
  /** What the ways to pay gave with the amount the customer was shown, where it is in another currency. */
  shown?: string | undefined
  /** What is given for this payment alone; where it is not, what was given before by the same way, or the order's contact. */
  payer?: { phone: string } | undefined
  idempotencyKey: string
}

/**
 * A new attempt to pay an unpaid order, the same way or another. What could still be paid by earlier attempts is called off
 * first, so an order is not paid twice. The same key again gives the same attempt.
 * @throws orders/not-found · orders/not-payable · orders/payment-in-progress · orders/payment-conflicted · orders/method-unavailable ·
 * orders/amount-changed where another amount was shown than would be asked now · request/key-reused
 */
export async function retryPayment(
  ctx: CustomerContext,
  { number, method, shown, payer, idempotencyKey }: PaymentRetry,
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
  const offered = await offerOf(ctx, order, { method, shown, earlier })
  if ((await cancelOpenPayments(ctx, order.id)) === 'may-still-pay') throw orderProblem('payment-in-progress')

  const payment = await inTransaction(ctx, async (ctx) => {
    const locked = await lockOrder(ctx.db, order.id)
    if (!locked) throw orderProblem('not-found')
    refuseUnpayable(ctx, locked)
    await refuseTwicePaid(ctx, order.id, (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? [])
    const isAtTheDoor = method === 'cash_on_delivery'
    if (locked.method !== method) await updateOrder(ctx.db, locked.id, { method, ...(isAtTheDoor ? { payBy: null } : {}) })
    return createPayment(ctx, {
      order: locked,
      method,
      ...askedBy(offered),
      payer: payer ?? payerOf(ctx, locked, earlier, method),
      idempotencyKey,
      requestHash,
      expiresAt: isAtTheDoor ? null : locked.payBy,
    })
  })
  return { placed: await placedOrder(ctx, order.number, await startPayment(ctx, payment.id)), isReplay: false }
}

export async function placedOrder(ctx: CustomerContext, number: string, payment: PaymentRow): Promise<PlacedOrder> {
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

/**
 * What to ask for by this way, when it is offered for the order: what it was shown a moment ago, as long as those rates are good.
 * @throws orders/method-unavailable · orders/amount-changed with what would be asked now
 */
async function offerOf(
  ctx: CustomerContext,
  order: OrderRow,
  { method, shown, earlier }: { method: PaymentMethod; shown: string | undefined; earlier: readonly PaymentRow[] },
): Promise<OfferedMethod> {
  const find = async (table?: string) => (await offersFor(ctx, order, earlier, table)).find((each) => each.method === method)
  const table = shown === undefined ? undefined : openShown(ctx, shown, { orderId: order.id, method })
  const agreed = table === undefined ? undefined : await find(table)
  if (agreed?.available) return agreed
  const now = await find()
  if (!now?.available) throw orderProblem('method-unavailable', { facts: { method, reason: now?.reason ?? 'amount' } })
  if (!now.rate) return now
  throw orderProblem('amount-changed', {
    facts: { method, ...now.amount, shown: sealShown(ctx, { orderId: order.id, method, table: now.rate.table }) },
  })
}
