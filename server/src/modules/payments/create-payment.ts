import type { Money } from 'shared/money'
import type { PaymentMethod } from 'shared/payments'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { requestProblem } from '../../platform/problem.ts'
import { gatewayFor } from './ask-gateway.ts'
import { paymentProblem } from './problems.ts'
import { findPaymentByKey, insertPayment } from './queries.ts'
import type { PaymentRow } from './tables.ts'

export type NewPayment = {
  order: { id: string; number: string; userId: string }
  method: PaymentMethod
  amount: Money
  /** The customer's key for this attempt, and what they asked with it: the same key with another request is refused. */
  idempotencyKey: string
  requestHash: string
  /** Until when the customer may pay; null when the order waits as long as it takes. */
  expiresAt: Date | null
}

/** How long a row may stay `starting` before the janitor believes that whoever started it is gone. */
const startSeconds = 60

/**
 * Writes down the next attempt to pay for an order, as `starting`, inside the caller's transaction. Nothing is asked of a
 * gateway yet: call `startPayment` after the commit. The same key again gives the same row.
 * @throws payments/still-open while an earlier attempt may still go through: call `cancelOpenPayments` first
 * @throws payments/method-unavailable · request/key-reused
 */
export async function createPayment(
  ctx: Context,
  { order, method, amount, idempotencyKey, requestHash, expiresAt }: NewPayment,
): Promise<PaymentRow> {
  const gateway = [...ctx.gateways.values()].find((each) => each.descriptor.method === method)
  if (!gateway) throw paymentProblem('method-unavailable', { facts: { method } })
  const { descriptor } = gatewayFor(ctx, gateway.descriptor.id)

  const now = ctx.clock.now()
  const ownEnd = descriptor.ttlSeconds === undefined ? null : later(now, descriptor.ttlSeconds)
  const inserted = await insertPayment(ctx.db, {
    id: newId(),
    orderId: order.id,
    userId: order.userId,
    idempotencyKey,
    requestHash,
    gateway: descriptor.id,
    method,
    state: 'starting',
    amount: amount.amount,
    currency: amount.currency,
    createdAt: now,
    updatedAt: now,
    expiresAt: ownEnd && expiresAt ? new Date(Math.min(ownEnd.getTime(), expiresAt.getTime())) : (expiresAt ?? ownEnd),
    nextPollAt: later(now, startSeconds),
  })
  if (inserted) return inserted

  const earlier = await findPaymentByKey(ctx.db, order.id, idempotencyKey)
  if (!earlier) throw paymentProblem('still-open')
  if (earlier.requestHash !== requestHash) throw requestProblem('key-reused')
  return earlier
}
