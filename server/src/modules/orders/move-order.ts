import { orderCan, type OrderState } from 'shared/orders'
import type { Context } from '../../context.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { orderMoved } from './events.ts'
import { orderProblem } from './problems.ts'
import { findOrderById, insertOrderEvent, updateState, type OrderChange } from './queries.ts'
import type { OrderEventRow, OrderRow } from './tables.ts'

export type Move = {
  /** As whom this is done. By default the system for the system, the customer for a person. */
  actor?: OrderEventRow['actorKind']
  /** What the timeline tells of it; the customer reads it. */
  facts?: Record<string, string>
  /** Columns that change with the state. */
  set?: OrderChange
}

/**
 * Moves the order one step and writes it into the timeline. Only from a state that allows it and from the version the
 * mover saw, in one UPDATE: of two movers one wins.
 * @throws orders/changed with the version and state it has now; orders/move-refused when the table knows no such move
 */
export function moveOrder(
  ctx: Context,
  order: Pick<OrderRow, 'id' | 'number' | 'state' | 'version'>,
  next: OrderState,
  move: Move = {},
): Promise<OrderRow> {
  return inTransaction(ctx, async (ctx) => {
    const at = ctx.clock.now()
    const moved = orderCan(order.state, next)
      ? await updateState(ctx.db, order, next, { ...stamps(next, order.state, at), ...move.set })
      : undefined
    if (!moved) throw await refusal(ctx, order, next)
    await insertOrderEvent(ctx.db, {
      orderId: order.id,
      at,
      kind: 'moved',
      fromState: order.state,
      state: next,
      actorKind: move.actor ?? (ctx.actor.kind === 'system' ? 'system' : 'customer'),
      actorId: ctx.actor.userId ?? null,
      facts: move.facts ?? {},
    })
    await emit(ctx, orderMoved({ orderId: order.id, number: order.number, from: order.state, to: next }))
    return moved
  })
}

/** When each step was made. An order that leaves the waiting room is no longer to be paid by a time. */
function stamps(next: OrderState, from: OrderState, at: Date): OrderChange {
  return {
    payBy: null,
    ...(from === 'pending_payment' && next !== 'cancelled' ? { confirmedAt: at } : {}),
    ...(next === 'shipped' ? { shippedAt: at } : {}),
    ...(next === 'delivered' ? { deliveredAt: at } : {}),
    ...(next === 'cancelled' ? { cancelledAt: at } : {}),
  }
}

async function refusal(ctx: Context, order: Pick<OrderRow, 'id' | 'state' | 'version'>, next: OrderState) {
  const now = await findOrderById(ctx.db, order.id)
  if (!now) return orderProblem('not-found')
  if (now.version !== order.version) return orderProblem('changed', { facts: { version: now.version, state: now.state } })
  return orderProblem('move-refused', { facts: { from: now.state, to: next, version: now.version } })
}
