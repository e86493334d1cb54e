import type { Context } from '../../context.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { asLoggedError } from '../../platform/log.ts'
import { cancelOpenPayments } from '../payments/index.ts'
import { callOff } from './cancel-order.ts'
import { ordersToExpire, takeExpired } from './queries.ts'
import { settleOrder } from './settle-order.ts'

/**
 * Ends orders that were not paid in time and frees their goods. Gateways are asked to stop first, outside a transaction;
 * an order whose payment may still go through waits for the next round, and does not stand in the way of others.
 * @returns how many ended
 */
export async function expireUnpaid(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  let expired = 0
  for (let due = await ordersToExpire(ctx.db, now); due.length > 0; due = await ordersToExpire(ctx.db, now, due.at(-1))) {
    for (const { id } of due) {
      // One order that fails must not keep the rest from ending.
      const done = await expireOrder(ctx, id, now).catch((error: unknown) =>
        ctx.log.error({ error: asLoggedError(error), orderId: id }, 'an unpaid order did not expire'),
      )
      if (done === true) expired += 1
    }
  }
  return expired
}

async function expireOrder(ctx: Context, orderId: string, now: Date): Promise<boolean> {
  if ((await cancelOpenPayments(ctx, orderId, { inTurn: true })) !== 'clear') return false
  return inTransaction(ctx, async (ctx) => {
    // It may be paid while word of it still waits its turn: then it is settled here, and is not to be expired any more.
    await settleOrder(ctx, orderId)
    const order = await takeExpired(ctx.db, orderId, now)
    if (!order) return false
    await callOff(ctx, order, { actor: 'system', restock: true, reason: 'other', facts: { by: 'system', reason: 'unpaid' } })
    return true
  })
}
