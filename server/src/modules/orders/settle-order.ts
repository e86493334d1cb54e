import type { Context } from '../../context.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { commitReservations, releaseReservations, variantsForSale } from '../catalog/index.ts'
import { openQuestionsOf, paymentsOf, refundsOf, returnMoney, type PaymentRow } from '../payments/index.ts'
import { orderRefunded } from './events.ts'
import { moveOrder } from './move-order.ts'
import { fillDigitalContent, insertOrderEvent, linesOf, lockOrder, updateOrder, variantsOfOrder, type OrderChange } from './queries.ts'
import { orderRefundsOf, toldRefunds } from './queries-refunds.ts'
import { financialStatusOf, type FinancialStatus } from './financial-status.ts'
import type { OrderRow } from './tables.ts'
import { whatOf } from './what-of.ts'

/**
 * Brings an order in line with what its payments hold: paid orders go on, digital ones are handed over, money that came
 * too late or twice goes back, and an order whose money all went back is refunded. Under the order's lock and decided by
 * sums alone, so copies, races and reordering of signals change nothing. A cancelled order never comes back to life.
 */
export function settleOrder(ctx: Context, orderId: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const order = await lockOrder(ctx.db, orderId)
    if (!order) return
    const payments = (await paymentsOf(ctx.db, [orderId])).get(orderId) ?? []
    const status = financialStatusOf(order, payments, await openQuestionsOf(ctx.db, orderId))

    await tellOfMoney(ctx, order, status)
    if (payments.some((payment) => payment.refunded > 0n)) await tellOfRefunds(ctx, order, payments)
    const sums: OrderChange = { captured: status.captured, refunded: status.refunded, problem: status.problem }
    if (status.move === 'payment_confirmed') await confirm(ctx, order, sums)
    else if (status.move === 'refunded') await endAsRefunded(ctx, order, sums)
    else if (isNews(order, status)) await updateOrder(ctx.db, orderId, sums)

    if (status.giveBack.length > 0) await giveBack(ctx, order, payments)
  })
}

/** Money moves at a gateway, and only what a person took or sent by hand is theirs: they settle the order as they write it down. */
const moverOf = ({ actor }: Context) =>
  actor.kind === 'user' ? { actorKind: 'staff' as const, actorId: actor.userId } : { actorKind: 'gateway' as const }

const abouts = { late: { code: 'order_ended' }, duplicate: { code: 'order_paid_twice' } } as const

/** What is promised back already counts as gone, so that of two payments never both go back. */
async function giveBack(ctx: Context, order: OrderRow, payments: readonly PaymentRow[]): Promise<void> {
  const promised = await refundsOf(
    ctx.db,
    payments.map((payment) => payment.id),
  )
  const left = payments.map((payment) => {
    const back = promised
      .filter((refund) => refund.paymentId === payment.id && refund.state !== 'failed')
      .reduce((sum, refund) => sum + refund.amount, 0n)
    return { ...payment, refunded: back > payment.refunded ? back : payment.refunded }
  })
  for (const { paymentId, kind } of financialStatusOf(order, left).giveBack)
    await returnMoney(ctx, { paymentId, kind, about: abouts[kind] })
}

async function confirm(ctx: Context, order: OrderRow, sums: OrderChange): Promise<void> {
  const facts = { amount: String(sums.captured), currency: order.currency }
  const confirmed = await moveOrder(ctx, order, 'payment_confirmed', { actor: moverOf(ctx).actorKind, set: sums, facts })
  await commitReservations(ctx, order.id)
  if (order.goods === 'digital') await handOver(ctx, confirmed)
}

/** Digital goods are there as soon as they are paid. */
async function handOver(ctx: Context, order: OrderRow): Promise<void> {
  const variantIds = (await variantsOfOrder(ctx.db, order.id)).map((line) => line.variantId)
  const variants = await variantsForSale(ctx.db, variantIds, order.language)
  await fillDigitalContent(ctx.db, order.id, new Map([...variants.values()].map((variant) => [variant.variantId, variant.digitalContent])))
  await moveOrder(ctx, order, 'delivered', { actor: 'system' })
}

/** Goods that have not left the house are for sale again. */
async function endAsRefunded(ctx: Context, order: OrderRow, sums: OrderChange): Promise<void> {
  await moveOrder(ctx, order, 'refunded', { actor: moverOf(ctx).actorKind, set: sums })
  if (order.goods === 'physical' && (order.state === 'payment_confirmed' || order.state === 'processing')) {
    await releaseReservations(ctx, order.id, { restock: true })
  }
}

/** Writes what came into the timeline, by the difference to what the order knew. The step to paid tells it itself. */
async function tellOfMoney(ctx: Context, order: OrderRow, { captured, move }: FinancialStatus): Promise<void> {
  const entry = { orderId: order.id, at: ctx.clock.now(), ...moverOf(ctx) }
  if (captured > order.captured && move !== 'payment_confirmed') {
    const amount = (captured - order.captured).toString()
    await insertOrderEvent(ctx.db, { ...entry, kind: 'payment', facts: { amount, currency: order.currency } })
  }
}

/** Tells of each refund that went through, once: what it was for, in the currency it went back in. */
async function tellOfRefunds(ctx: Context, order: OrderRow, payments: readonly PaymentRow[]): Promise<void> {
  const gone = (
    await refundsOf(
      ctx.db,
      payments.map((payment) => payment.id),
    )
  ).filter((refund) => refund.state === 'succeeded')
  const told = await toldRefunds(ctx.db, order.id)
  const news = gone.filter((refund) => !told.has(refund.id))
  if (news.length === 0) return
  const details = await orderRefundsOf(ctx.db, order.id)
  const lines = await linesOf(ctx.db, order.id)
  for (const { id: refundId, amount, currency } of news) {
    const what = whatOf(details.find((detail) => detail.refundId === refundId)?.lines ?? [], lines)
    // Staff ask for refunds, too: that it went is told by its outcome, whoever sent it.
    const facts = { refundId, outcome: 'done', amount: amount.toString(), currency, ...(what ? { what } : {}) }
    await insertOrderEvent(ctx.db, { orderId: order.id, at: ctx.clock.now(), kind: 'refund', ...moverOf(ctx), facts })
    await emit(ctx, orderRefunded({ orderId: order.id, number: order.number, refundId, amount: amount.toString(), currency }))
  }
}

function isNews(order: OrderRow, { captured, refunded, problem }: FinancialStatus): boolean {
  return captured !== order.captured || refunded !== order.refunded || problem !== order.problem
}
