import type { Context } from '../../context.ts'
import { asLoggedError } from '../../platform/log.ts'
import { ordersPaidUnseen } from './queries.ts'
import { settleOrder } from './settle-order.ts'

/**
 * Settles orders whose payment went through without their hearing of it: whoever took the news was killed with it in hand,
 * and it is given again only much later.
 * @returns how many were settled
 */
export async function sweepPaid(ctx: Context): Promise<number> {
  let settled = 0
  for (const { id } of await ordersPaidUnseen(ctx.db)) {
    // One order that fails must not keep the rest waiting.
    const done = await settleOrder(ctx, id).then(
      () => true,
      (error: unknown) => ctx.log.error({ error: asLoggedError(error), orderId: id }, 'a paid order was not settled'),
    )
    if (done === true) settled += 1
  }
  return settled
}
