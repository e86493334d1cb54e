import type { Context } from '../../context.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { paymentProblem } from './problems.ts'
import { paymentsOf } from './queries.ts'
import type { PaymentRow } from './tables.ts'
import type { Currency } from 'shared/currencies'

/**
 * The cash of an order was handed over: a capture of the whole amount. It is a fact, so a promise that was called off does
 * not stand in its way, but then a case tells of it. Joins the caller's transaction; safe to call again.
 * @throws payments/not-in-cash when the order was never to be paid in cash
 */
export function recordCash(ctx: Context, orderId: string): Promise<PaymentRow> {
  return inTransaction(ctx, async (ctx) => {
    const rows = (await paymentsOf(ctx.db, [orderId])).get(orderId) ?? []
    const promises = rows.filter((row) => row.method === 'cash_on_delivery')
    const payment = promises.findLast((row) => row.state === 'authorized' || row.state === 'succeeded') ?? promises.at(-1)
    if (!payment) throw paymentProblem('not-in-cash')
    const amount = { amount: payment.amount, currency: payment.currency as Currency }
    return applySnapshot(ctx, {
      paymentId: payment.id,
      snapshot: {
        state: 'succeeded',
        expected: amount,
        movements: [{ kind: 'capture', externalId: payment.id, amount, occurredAt: ctx.clock.now() }],
      },
      isNewest: true,
    })
  })
}
