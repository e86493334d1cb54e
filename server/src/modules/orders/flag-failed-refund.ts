import type { Context } from '../../context.ts'
import { inTransaction } from '../../platform/transaction.ts'
import type { refundChanged } from '../payments/index.ts'
import { insertOrderEvent, lockOrder, updateOrder } from './queries.ts'

type Refund = ReturnType<typeof refundChanged>['data']

/** Puts an order before staff when money promised back could not go. Safe to run twice: the second time it is flagged. */
export function flagFailedRefund(ctx: Context, { orderId, state, amount, currency, calledOff }: Refund): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    if (state !== 'failed' || calledOff) return
    const order = await lockOrder(ctx.db, orderId)
    // A dispute says more, and is often why: the bank has taken the money itself.
    if (!order || order.problem === 'refund_failed' || order.problem === 'dispute') return
    await updateOrder(ctx.db, orderId, { problem: 'refund_failed' })
    await insertOrderEvent(ctx.db, {
      orderId,
      at: ctx.clock.now(),
      kind: 'refund',
      actorKind: 'gateway',
      isInternal: true,
      facts: { amount, currency, outcome: 'failed' },
    })
  })
}
