import type { Currency } from 'shared/currencies'
import type { Money } from 'shared/money'
import type { CaseKind, RefundReason } from 'shared/payments'
import type { Context } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { Problem, requestProblem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { gatewayFor } from './ask-gateway.ts'
import { openCase, type CaseAbout } from './cases.ts'
import { refundChanged } from './events.ts'
import { postPromise } from './ledger.ts'
import { paymentProblem } from './problems.ts'
import { lockPayment, movementsOf, paymentsOf } from './queries.ts'
import { insertRefund, refundsOf } from './queries-refunds.ts'
import { freeCharge, refundable } from './refundable.ts'
import type { PaymentRow, RefundRow } from './tables.ts'

export type RefundPayment = {
  paymentId: string
  amount: Money
  reason: RefundReason
  note?: string
  /** One intention: the same key with the same hash gives the same refund. */
  idempotencyKey: string
  requestHash: string
  /** The member of staff who granted it; absent when a rule did. */
  requestedBy?: string
  /** Whether people may send it themselves where the gateway cannot. */
  byHand?: true
}

/**
 * Grants a refund: reserves the sum under the payment's lock, so that promises never exceed what was captured however
 * many are asked for at once, and leaves its execution to a job that goes with the commit, or to people where no gateway
 * can and `byHand` says so.
 * @throws payments/not-found · payments/not-refundable · payments/refund-too-large · payments/whole-refunds-only · request/key-reused
 */
export function requestRefund(ctx: Context, request: RefundPayment): Promise<RefundRow> {
  return inTransaction(ctx, async (ctx) => {
    const { paymentId, amount, idempotencyKey, requestHash } = request
    const payment = await lockPayment(ctx.db, paymentId)
    if (!payment) throw paymentProblem('not-found')

    const earlier = await refundsOf(ctx.db, [paymentId])
    const same = earlier.find((refund) => refund.idempotencyKey === idempotencyKey)
    if (same && same.requestHash !== requestHash) throw requestProblem('key-reused')
    if (same) return same

    const gateway = gatewayFor(ctx, payment.gateway)
    if (!gateway.refund && !request.byHand) throw paymentProblem('not-refundable')
    const movements = await movementsOf(ctx.db, [paymentId])
    const left = refundable(payment, earlier, movements)
    if (amount.currency !== payment.currency || amount.amount <= 0n || amount.amount > left) {
      throw paymentProblem('refund-too-large', { facts: { left: left.toString(), currency: payment.currency } })
    }
    if (!gateway.refund) return grantByHand(ctx, payment, request)
    const charge = gateway.descriptor.partialRefunds ? undefined : freeCharge(amount.amount, movements, earlier)
    if (!gateway.descriptor.partialRefunds && !charge) throw paymentProblem('whole-refunds-only')

    const refund = await grant(ctx, payment, request, { reference: charge ?? null, nextTryAt: ctx.clock.now() })
    await ctx.jobs.send(ctx, 'payments.execute-refund', { refundId: refund.id })
    return refund
  })
}

/** Where a rule asks for a refund: a refusal of ours leaves the case to a person, anything else is a fault. */
export function leaveToPerson(error: unknown): void {
  if (!(error instanceof Problem)) throw error
}

/** Nobody but a person can execute it, so it lies open before them until they write down that it was sent. */
async function grantByHand(ctx: Context, payment: PaymentRow, request: RefundPayment): Promise<RefundRow> {
  const refund = await grant(ctx, payment, request, { reference: null, nextTryAt: null })
  await openCase(ctx, {
    kind: 'refund_by_hand',
    dedupeKey: `by-hand:${refund.id}`,
    orderId: payment.orderId,
    paymentId: payment.id,
    amount: request.amount,
    about: { code: 'send_by_hand' },
  })
  return refund
}

async function grant(
  ctx: Context,
  payment: PaymentRow,
  request: RefundPayment,
  how: Pick<RefundRow, 'reference' | 'nextTryAt'>,
): Promise<RefundRow> {
  const now = ctx.clock.now()
  const refund = await insertRefund(ctx.db, {
    id: newId(),
    paymentId: payment.id,
    orderId: payment.orderId,
    amount: request.amount.amount,
    currency: request.amount.currency,
    state: 'requested',
    reason: request.reason,
    note: request.note ?? '',
    requestedBy: request.requestedBy ?? null,
    idempotencyKey: request.idempotencyKey,
    requestHash: request.requestHash,
    createdAt: now,
    updatedAt: now,
    ...how,
  })
  await postPromise(ctx, refund, 'refund_granted')
  await emit(ctx, refundChanged(asRefundChanged(refund)))
  return refund
}

export const asRefundChanged = (refund: RefundRow) => ({
  refundId: refund.id,
  paymentId: refund.paymentId,
  orderId: refund.orderId,
  state: refund.state,
  amount: refund.amount.toString(),
  currency: refund.currency,
})

export type RefundOrder = { orderId: string; reason: RefundReason; note?: string; idempotencyKey: string; requestedBy?: string }

/**
 * Grants refunds of all that an order's payments still hold, each by the way it came; what cannot go back by itself (cash,
 * coins) is for people to send. Safe to call again with the same key.
 */
export function refundOrder(ctx: Context, { orderId, ...request }: RefundOrder): Promise<RefundRow[]> {
  return inTransaction(ctx, async (ctx) => {
    const granted: RefundRow[] = []
    for (const payment of (await paymentsOf(ctx.db, [orderId])).get(orderId) ?? []) {
      if (payment.captured > 0n) granted.push(...(await refundWhole(ctx, payment.id, { ...request, byHand: true })))
    }
    return granted
  })
}

/**
 * Money that should not be ours: opens a case and sends back whatever the gateway can. The case stays open for a person
 * when it cannot. Safe to call again.
 */
export function returnMoney(
  ctx: Context,
  { paymentId, kind, about }: { paymentId: string; kind: CaseKind; about: CaseAbout },
): Promise<RefundRow[]> {
  return inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx.db, paymentId)
    if (!payment) throw paymentProblem('not-found')
    const held = { amount: payment.captured - payment.refunded, currency: payment.currency as Currency }
    await openCase(ctx, { kind, dedupeKey: `${kind}:${paymentId}`, orderId: payment.orderId, paymentId, amount: held, about })
    return refundWhole(ctx, paymentId, { reason: kind === 'duplicate' ? 'duplicate' : 'other', idempotencyKey: `return-${paymentId}` })
  })
}

async function refundWhole(
  ctx: Context,
  paymentId: string,
  request: Omit<RefundOrder, 'orderId'> & Pick<RefundPayment, 'byHand'>,
): Promise<RefundRow[]> {
  const payment = await lockPayment(ctx.db, paymentId)
  if (!payment) return []
  const gateway = gatewayFor(ctx, payment.gateway)
  if (!gateway.refund && !request.byHand) return []
  const currency = payment.currency as Currency
  const earlier = await refundsOf(ctx.db, [paymentId])
  const movements = await movementsOf(ctx.db, [paymentId])
  const parts =
    gateway.descriptor.partialRefunds || !gateway.refund
      ? [{ amount: refundable(payment, earlier, movements), key: request.idempotencyKey }]
      : movements
          .filter((movement) => movement.kind === 'capture')
          .map((charge, index) => ({ amount: charge.amount, key: `${request.idempotencyKey}-${index}` }))

  const granted: RefundRow[] = earlier.filter((refund) => parts.some((part) => part.key === refund.idempotencyKey))
  for (const part of parts) {
    const isNew = !granted.some((refund) => refund.idempotencyKey === part.key)
    const left = refundable(payment, [...earlier, ...granted.filter((refund) => !earlier.includes(refund))], movements)
    if (!isNew || part.amount <= 0n || part.amount > left) continue
    const requestHash = hashOf(`${paymentId} ${request.reason}`)
    granted.push(
      await requestRefund(ctx, { ...request, paymentId, amount: { amount: part.amount, currency }, idempotencyKey: part.key, requestHash }),
    )
  }
  return granted
}
