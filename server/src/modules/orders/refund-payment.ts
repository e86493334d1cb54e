import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import type { RefundReason } from 'shared/payments'
import { lowerTo, refundParts, type ChosenLine, type RefundParts } from 'shared/refunds'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { hashOf } from '../../platform/crypto.ts'
import type { Db } from '../../platform/db.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { takeBackGoods } from '../catalog/index.ts'
import { paymentProblem, paymentsOf, refundsOf, requestRefund, type PaymentRow } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder, insertOrderEvent, linesOf, lockOrder, updateOrder } from './queries.ts'
import { insertOrderRefund, refundedQuantities } from './queries-refunds.ts'
import type { OrderLineRow, OrderRow } from './tables.ts'
import { whatOf } from './what-of.ts'

export type GrantedRefund = {
  number: string
  version: number
  paymentId: string
  /** In minor units of the payment's currency; for goods at most what they come to. */
  amount: string
  currency: Currency
  /** What it is for; empty when for no goods in particular. */
  lines: readonly ChosenLine[]
  withDelivery: boolean
  restock: boolean
  reason: RefundReason
  note: string
  idempotencyKey: string
}

/**
 * Staff give money back: all of a payment, a part, or what some of the goods come to. A job executes it, or people where no
 * gateway can; the order follows when the money really went. The same key with the same request does nothing more, whatever
 * the version by then.
 * @throws orders/not-found · orders/changed · orders/payment-not-found · orders/goods-not-left, and what payments refuse (`requestRefund`)
 */
export function refundPayment(ctx: StaffContext, { number, version, idempotencyKey, ...request }: GrantedRefund): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const found = await findOrder(ctx.db, asOrderNumber(number) ?? '')
    const order = found && (await lockOrder(ctx.db, found.id))
    if (!order) throw orderProblem('not-found')
    const payments = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
    const payment = payments.find((each) => each.id === request.paymentId)
    if (!payment) throw orderProblem('payment-not-found')

    const { paymentId, amount, currency, lines, withDelivery, restock, reason, note } = request
    const requestHash = hashOf(JSON.stringify([paymentId, amount, currency, reason, note, lines, withDelivery, restock]))
    const isNew = !(await refundsOf(ctx.db, [payment.id])).some((refund) => refund.idempotencyKey === idempotencyKey)
    if (isNew && order.version !== version) throw orderProblem('changed', { facts: { version: order.version, state: order.state } })

    const goods = isNew && lines.length > 0 ? await linesOf(ctx.db, order.id) : []
    const parts = goods.length > 0 ? await partsFor(ctx.db, order, payment, goods, request) : undefined
    const refund = await requestRefund(ctx, {
      paymentId,
      amount: money(amount, currency),
      reason,
      note,
      idempotencyKey,
      requestHash,
      requestedBy: ctx.actor.userId,
      byHand: true,
    })
    if (!isNew) return
    if (parts) await keepParts(ctx, order, refund.id, goods, parts, restock)
    // Whoever else saw the same version looks again before giving more.
    await updateOrder(ctx.db, order.id, {})
    const what = whatOf(parts?.lines ?? [], goods)
    await insertOrderEvent(ctx.db, {
      orderId: order.id,
      at: ctx.clock.now(),
      kind: 'refund',
      actorKind: 'staff',
      actorId: ctx.actor.userId,
      isInternal: true,
      // The note stays with the refund, where it can be taken away: it may name a person.
      facts: { amount, currency, reason, ...(what ? { what } : {}) },
    })
    const facts = { refundId: refund.id, paymentId, amount, currency, reason, ...(parts ? { lines, withDelivery, restock } : {}) }
    await audit(
      ctx,
      'orders.refund-granted',
      { type: 'order', id: order.number },
      { ...facts, before: { captured: String(payment.captured), refunded: String(payment.refunded) } },
    )
  })
}

/** What the chosen goods come to, lowered to what is given. Reckoned anew: what a screen says is only what somebody agreed to. */
async function partsFor(
  db: Db,
  order: OrderRow,
  payment: PaymentRow,
  goods: readonly OrderLineRow[],
  { amount, lines, withDelivery }: Pick<GrantedRefund, 'amount' | 'lines' | 'withDelivery'>,
): Promise<RefundParts> {
  const back = await refundedQuantities(db, order.id)
  const left = goods.map((line) => ({ ...line, refundedQuantity: back.get(line.id) ?? 0 }))
  for (const chosen of lines) {
    const line = left.find((each) => each.id === chosen.lineId)
    const isTwice = lines.filter((each) => each.lineId === chosen.lineId).length > 1
    if (!line || isTwice || chosen.quantity > line.quantity - line.refundedQuantity)
      throw orderProblem('goods-not-left', { facts: { lineId: chosen.lineId, left: line ? line.quantity - line.refundedQuantity : 0 } })
  }
  const parts = refundParts({ ...order, lines: left }, payment.amount, { lines, withDelivery })
  if (BigInt(amount) > parts.amount)
    throw paymentProblem('refund-too-large', { facts: { left: parts.amount.toString(), currency: payment.currency } })
  return lowerTo(parts, BigInt(amount))
}

async function keepParts(
  ctx: StaffContext,
  order: OrderRow,
  refundId: string,
  goods: readonly OrderLineRow[],
  parts: RefundParts,
  restock: boolean,
): Promise<void> {
  await insertOrderRefund(ctx.db, {
    refundId,
    orderId: order.id,
    lines: parts.lines.map((line) => ({ ...line, amount: line.amount.toString() })),
    delivery: parts.delivery,
    tax: parts.tax,
    restocked: restock,
  })
  const back = parts.lines.flatMap(({ lineId, quantity }) => {
    const line = goods.find((each) => each.id === lineId)
    return line?.kind === 'physical' ? [{ variantId: line.variantId, quantity }] : []
  })
  if (back.length > 0) await takeBackGoods(ctx, order.id, { lines: back, restock })
}
