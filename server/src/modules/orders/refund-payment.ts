import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import type { RefundReason } from 'shared/payments'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { hashOf } from '../../platform/crypto.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { paymentsOf, refundsOf, requestRefund } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder, insertOrderEvent, lockOrder, updateOrder } from './queries.ts'

export type GrantedRefund = {
  number: string
  version: number
  paymentId: string
  amount: string
  currency: Currency
  reason: RefundReason
  note: string
  idempotencyKey: string
}

/**
 * Staff give money back, all of a payment or a part. A job executes it; the order follows when the money really went.
 * The same key with the same request does nothing more, whatever the version by then.
 * @throws orders/not-found · orders/changed · orders/payment-not-found, and what payments refuse (`requestRefund`)
 */
export function refundPayment(ctx: StaffContext, { number, version, idempotencyKey, ...request }: GrantedRefund): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const found = await findOrder(ctx.db, asOrderNumber(number) ?? '')
    const order = found && (await lockOrder(ctx.db, found.id))
    if (!order) throw orderProblem('not-found')
    const payments = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
    const payment = payments.find((each) => each.id === request.paymentId)
    if (!payment) throw orderProblem('payment-not-found')

    const requestHash = hashOf(JSON.stringify([request.paymentId, request.amount, request.currency, request.reason, request.note]))
    const isNew = !(await refundsOf(ctx.db, [payment.id])).some((refund) => refund.idempotencyKey === idempotencyKey)
    if (isNew && order.version !== version) throw orderProblem('changed', { facts: { version: order.version, state: order.state } })

    const amount = money(request.amount, request.currency)
    const refund = await requestRefund(ctx, { ...request, amount, idempotencyKey, requestHash, requestedBy: ctx.actor.userId })
    if (!isNew) return
    // Whoever else saw the same version looks again before giving more.
    await updateOrder(ctx.db, order.id, {})
    await insertOrderEvent(ctx.db, {
      orderId: order.id,
      at: ctx.clock.now(),
      kind: 'refund',
      actorKind: 'staff',
      actorId: ctx.actor.userId,
      isInternal: true,
      // The note stays with the refund, where it can be taken away: it may name a person.
      facts: { amount: request.amount, currency: request.currency, reason: request.reason },
    })
    const facts = { refundId: refund.id, paymentId: payment.id, amount: request.amount, currency: request.currency, reason: request.reason }
    await audit(
      ctx,
      'orders.refund-granted',
      { type: 'order', id: order.number },
      { ...facts, before: { captured: String(payment.captured), refunded: String(payment.refunded) } },
    )
  })
}
