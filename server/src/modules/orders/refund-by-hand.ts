import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { callOffRefund, paymentsOf, recordRefund, refundsOf, type RefundRow } from '../payments/index.ts'
import { orderProblem } from './problems.ts'
import { updateOrder } from './queries.ts'
import { writeEvidence } from './queries-refunds.ts'
import { settleOrder } from './settle-order.ts'
import { takeOrder } from './staff-moves.ts'
import type { OrderRow } from './tables.ts'

type Step = { number: string; version: number; refundId: string }

/**
 * Staff write down that they have sent back what no gateway could, and what shows it.
 * @throws orders/not-found · orders/changed · orders/refund-not-found · payments/refund-not-open
 */
export function refundSent(ctx: StaffContext, { evidence, ...step }: Step & { evidence: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { order, refund } = await takeRefund(ctx, step)
    await writeEvidence(ctx.db, { refundId: refund.id, orderId: order.id, evidence })
    await recordRefund(ctx, refund.id)
    // At once, so that nobody sees money that went as still to be sent.
    await settleOrder(ctx, order.id)
    // The words themselves may name a person, so the audit only tells that there are some.
    await audit(ctx, 'orders.refund-sent', { type: 'order', id: order.number }, { ...factsOf(refund), evidenceLength: evidence.length })
  })
}

/**
 * What was to be sent by hand is not sent after all.
 * @throws orders/not-found · orders/changed · orders/refund-not-found · payments/refund-not-open
 */
export function refundCalledOff(ctx: StaffContext, step: Step): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { order, refund } = await takeRefund(ctx, step)
    await callOffRefund(ctx, refund.id)
    await updateOrder(ctx.db, order.id, {})
    await audit(ctx, 'orders.refund-called-off', { type: 'order', id: order.number }, factsOf(refund))
  })
}

async function takeRefund(ctx: StaffContext, { refundId, ...step }: Step): Promise<{ order: OrderRow; refund: RefundRow }> {
  const order = await takeOrder(ctx, step)
  const payments = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
  const refunds = await refundsOf(
    ctx.db,
    payments.map((payment) => payment.id),
  )
  const refund = refunds.find((each) => each.id === refundId)
  if (!refund) throw orderProblem('refund-not-found')
  return { order, refund }
}

const factsOf = ({ id, paymentId, amount, currency }: RefundRow) => ({ refundId: id, paymentId, amount: amount.toString(), currency })
