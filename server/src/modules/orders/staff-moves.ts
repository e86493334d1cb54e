import type { OrderState } from 'shared/orders'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { commitReservations } from '../catalog/index.ts'
import { openQuestionsOf, paymentsOf, recordCash } from '../payments/index.ts'
import { moveOrder, type Move } from './move-order.ts'
import { asOrderNumber } from './order-number.ts'
import { isBacked } from './payment-summary.ts'
import { orderProblem } from './problems.ts'
import { findOrder, insertNote, lockOrder } from './queries.ts'
import { settleOrder } from './settle-order.ts'
import type { OrderRow } from './tables.ts'

type Step = { number: string; version: number }

/**
 * Staff take on an order that is paid at the door: its goods are its own from now on.
 * @throws orders/not-found · orders/changed · orders/move-refused · orders/not-accepted-this-way · orders/payment-missing
 */
export function acceptOrder(ctx: StaffContext, step: Step): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await takeOrder(ctx, step)
    if (order.state === 'pending_payment' && order.method !== 'cash_on_delivery')
      throw orderProblem('not-accepted-this-way', { facts: { version: order.version } })
    if (order.state !== 'pending_payment')
      throw orderProblem('move-refused', { facts: { from: order.state, to: 'processing', version: order.version } })
    await advance(ctx, order, 'processing', 'orders.accepted')
    await commitReservations(ctx, order.id)
  })
}

/** @throws orders/not-found · orders/changed · orders/move-refused · orders/payment-missing · orders/disputed */
export function processOrder(ctx: StaffContext, step: Step): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await takeOrder(ctx, step)
    // What is not paid yet is accepted, with its own rule, not packed.
    if (order.state === 'pending_payment')
      throw orderProblem('move-refused', { facts: { from: order.state, to: 'processing', version: order.version } })
    await advance(ctx, order, 'processing', 'orders.processing')
  })
}

export type Shipping = Step & { carrier: string; trackingNumber: string; trackingUrl: string }

/** @throws orders/not-found · orders/changed · orders/move-refused · orders/payment-missing · orders/disputed */
export function shipOrder(ctx: StaffContext, { carrier, trackingNumber, trackingUrl, ...step }: Shipping): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await takeOrder(ctx, step)
    const tracking = { carrier: carrier || null, trackingNumber: trackingNumber || null, trackingUrl: trackingUrl || null }
    const facts = Object.fromEntries(Object.entries(tracking).filter((fact): fact is [string, string] => fact[1] !== null))
    await advance(ctx, order, 'shipped', 'orders.shipped', { set: tracking, facts })
  })
}

/**
 * The parcel is there. Money due at the door counts as handed over with it.
 * @throws orders/not-found · orders/changed · orders/move-refused · orders/payment-missing
 */
export function deliverOrder(ctx: StaffContext, step: Step): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await takeOrder(ctx, step)
    if (order.goods === 'digital')
      throw orderProblem('move-refused', { facts: { from: order.state, to: 'delivered', version: order.version } })
    if (order.state !== 'shipped')
      throw orderProblem('move-refused', { facts: { from: order.state, to: 'delivered', version: order.version } })
    await advance(ctx, order, 'delivered', 'orders.delivered')
    if (order.method !== 'cash_on_delivery') return
    await recordCash(ctx, order.id)
    // At once, so that nobody sees a delivered order whose cash is in hand as unpaid.
    await settleOrder(ctx, order.id)
  })
}

/** Writes a word for the staff into the order's history. Nobody else reads it. @throws orders/not-found */
export function noteOnOrder(ctx: StaffContext, { number, note }: { number: string; note: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await findOrder(ctx.db, asOrderNumber(number) ?? '')
    if (!order) throw orderProblem('not-found')
    await insertNote(ctx.db, {
      orderId: order.id,
      at: ctx.clock.now(),
      actorKind: 'staff',
      actorId: ctx.actor.userId,
      body: ctx.sealer.seal('note', note),
    })
    // The words themselves may name a person, so the audit only tells that there are some.
    await audit(ctx, 'orders.noted', { type: 'order', id: order.number }, { length: note.length })
  })
}

/** Takes the order's row for a change staff make from the version they saw. */
export async function takeOrder(ctx: StaffContext, { number, version }: Step): Promise<OrderRow> {
  const found = await findOrder(ctx.db, asOrderNumber(number) ?? '')
  const order = found && (await lockOrder(ctx.db, found.id))
  if (!order) throw orderProblem('not-found')
  if (order.version !== version) throw orderProblem('changed', { facts: { version: order.version, state: order.state } })
  return order
}

async function advance(ctx: StaffContext, order: OrderRow, next: OrderState, action: string, move: Move = {}): Promise<void> {
  const moved = await moveOrder(ctx, order, next, { ...move, actor: 'staff' })
  // After the move, whose refusals say more. What is refused here is undone with the transaction.
  await refuseUnbacked(ctx, order, next)
  await audit(ctx, action, { type: 'order', id: order.number }, { before: order.state, after: moved.state, ...move.facts })
}

/** No goods go on their way without money or the promise of it, nor while a bank asks the money back. */
async function refuseUnbacked(ctx: StaffContext, order: OrderRow, next: OrderState): Promise<void> {
  const facts = { version: order.version, state: order.state }
  if (!isBacked((await paymentsOf(ctx.db, [order.id])).get(order.id) ?? [])) throw orderProblem('payment-missing', { facts })
  if (next !== 'delivered' && (await openQuestionsOf(ctx.db, order.id)).isDisputed) throw orderProblem('disputed', { facts })
}
