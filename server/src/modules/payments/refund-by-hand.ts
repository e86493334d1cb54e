import type { CaseOutcome } from 'shared/cases'
import type { Currency } from 'shared/currencies'
import type { StaffContext } from '../../context.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { gatewayFor } from './ask-gateway.ts'
import { refundChanged } from './events.ts'
import { postPromise } from './ledger.ts'
import { paymentProblem } from './problems.ts'
import { lockPayment } from './queries.ts'
import { findRefund, updateRefund } from './queries-refunds.ts'
import { closeCase, findOpenCase } from './queries-cases.ts'
import { asRefundChanged } from './request-refund.ts'
import type { PaymentRow, RefundRow } from './tables.ts'

/**
 * Money that was granted has been sent back by a person, as the gateway cannot: a refund like any other from here on. Joins
 * the caller's transaction.
 * @throws payments/refund-not-open when it is not waiting for a person to send it
 */
export function recordRefund(ctx: StaffContext, refundId: string): Promise<PaymentRow> {
  return inTransaction(ctx, async (ctx) => {
    const refund = await takeOpen(ctx, refundId)
    await settleCase(ctx, refund, 'sent_by_hand')
    const amount = { amount: refund.amount, currency: refund.currency as Currency }
    return applySnapshot(ctx, {
      paymentId: refund.paymentId,
      refunds: [{ reference: refund.id, refundId: refund.id, state: 'succeeded', amount, occurredAt: ctx.clock.now() }],
      isNewest: false,
    })
  })
}

/**
 * Money that was to be sent by a person is not sent after all: the sum may be promised again. Joins the caller's transaction.
 * @throws payments/refund-not-open
 */
export function callOffRefund(ctx: StaffContext, refundId: string): Promise<RefundRow> {
  return inTransaction(ctx, async (ctx) => {
    const refund = await takeOpen(ctx, refundId)
    await settleCase(ctx, refund, 'not_sent')
    const failed = await updateRefund(ctx.db, refund.id, { state: 'failed', failureCode: calledOff, updatedAt: ctx.clock.now() })
    await postPromise(ctx, failed, 'refund_released')
    await emit(ctx, refundChanged({ ...asRefundChanged(failed), calledOff: true }))
    return failed
  })
}

const calledOff = 'called_off'

/** The refund, its payment under lock, while it waits for a person. */
async function takeOpen(ctx: StaffContext, refundId: string): Promise<RefundRow> {
  const known = await findRefund(ctx.db, refundId)
  const payment = known && (await lockPayment(ctx.db, known.paymentId))
  const refund = payment && (await findRefund(ctx.db, refundId))
  if (!refund || refund.state !== 'requested' || gatewayFor(ctx, payment.gateway).refund) throw paymentProblem('refund-not-open')
  return refund
}

async function settleCase(ctx: StaffContext, refund: RefundRow, outcome: CaseOutcome): Promise<void> {
  const open = await findOpenCase(ctx.db, `by-hand:${refund.id}`)
  if (open) await closeCase(ctx.db, { id: open.id, outcome, by: ctx.actor.userId, at: ctx.clock.now() })
}
