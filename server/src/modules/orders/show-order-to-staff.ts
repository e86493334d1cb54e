import type { AdminOrder, AdminPayment, RefundInfo } from 'shared/orders.schema'
import { asMoneyJson, fromMoneyJson, money } from 'shared/money'
import type { Currency } from 'shared/currencies'
import type { StaffContext } from '../../context.ts'
import { adminPaymentsOf, type PaymentForStaff } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { currentPayment } from './payment-summary.ts'
import { asOrder, asTimelineEntry, fullName } from './present-order.ts'
import { orderProblem } from './problems.ts'
import { readOrderWithCustomer, type EventRead } from './queries-read.ts'
import { orderRefundsOf } from './queries-refunds.ts'
import { movesFor } from './staff-choices.ts'
import type { OrderRefundRow } from './tables.ts'

/** An order with all that staff see: its customer, its payments, its whole history, and what they may do now. @throws orders/not-found */
export async function showOrderToStaff(ctx: StaffContext, { number }: { number: string }): Promise<AdminOrder> {
  const wanted = asOrderNumber(number)
  const read = wanted && (await readOrderWithCustomer(ctx.db, wanted))
  if (!read) throw orderProblem('not-found')
  const { order, events, customer } = read
  // What the customer must do to pay is theirs alone: a client secret is no business of staff.
  const details = await orderRefundsOf(ctx.db, order.id)
  const payments = (await adminPaymentsOf(ctx, order.id)).map((payment) => ({
    ...payment,
    nextAction: { type: 'none' as const },
    refunds: payment.refunds.map((refund) => withDetail(refund, details)),
  }))

  const shown = currentPayment(
    payments.map((payment) => ({ payment, state: payment.state, captured: fromMoneyJson(payment.captured).amount })),
  )
  const seen = asOrder(ctx, read, shown ? asSeen(shown.payment) : null)
  return {
    ...seen,
    // What was bought is the customer's alone: a code that staff read could be used before they do.
    lines: seen.lines.map((line) => ({ ...line, digitalContent: null })),
    customer: {
      id: customer.id,
      name: fullName(customer),
      username: customer.username,
      orders: customer.orders,
      spent: asMoneyJson(money(customer.spent, order.currency as Currency)),
      writeAccess: customer.writeAccess,
    },
    payments,
    history: events.map((event) => asHistoryEntry(ctx, event)),
    moves: movesFor(ctx.actor.role, order, payments),
  }
}

function withDetail(refund: PaymentForStaff['refunds'][number], details: readonly OrderRefundRow[]): RefundInfo {
  const detail = details.find((each) => each.refundId === refund.id)
  const { currency } = refund.amount
  return {
    ...refund,
    lines: (detail?.lines ?? []).map((line) => ({ ...line, amount: { amount: line.amount, currency } })),
    evidence: detail?.evidence ?? null,
  }
}

/** The fields the customer's view has too. */
function asSeen(payment: AdminPayment): AdminOrder['currentPayment'] {
  const { id, attempt, method, state, amount, nextAction, failure, reference, createdAt, expiresAt } = payment
  return { id, attempt, method, state, amount, nextAction, failure, reference, createdAt, expiresAt }
}

function actorOf({ actorKind, actorName }: EventRead): string {
  return actorKind === 'staff' ? (actorName ?? 'staff') : actorKind
}

/** With what staff wrote at it, unless that was taken away. */
function asHistoryEntry(ctx: StaffContext, event: EventRead): AdminOrder['history'][number] {
  const entry = { ...asTimelineEntry(event), actor: actorOf(event) }
  return event.note === null ? entry : { ...entry, facts: { ...entry.facts, note: ctx.sealer.open<string>('note', event.note) } }
}
