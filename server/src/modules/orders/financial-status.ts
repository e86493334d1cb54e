import { orderCan, type OrderState } from 'shared/orders'
import { proportion } from 'shared/money'
import type { PaymentRow } from '../payments/index.ts'
import type { OrderRow } from './tables.ts'

type PaidOrder = Pick<OrderRow, 'state' | 'currency' | 'total' | 'captured' | 'refunded' | 'problem'>
type OrderPayment = Pick<PaymentRow, 'id' | 'attempt' | 'state' | 'currency' | 'amount' | 'captured' | 'refunded' | 'settledAt'>

/** Why a person must look at an order; null again as soon as the sums are right. */
type OrderProblem = 'dispute' | 'late_money' | 'paid_twice' | 'underpaid' | 'payment_conflict' | 'refund_failed'

/** What an order's payments mean for it, in the order's currency: what came, what went back, and what follows. `giveBack` names whole payments the order has no use for. */
export type FinancialStatus = {
  captured: bigint
  refunded: bigint
  problem: OrderProblem | null
  move: Extract<OrderState, 'payment_confirmed' | 'refunded'> | null
  giveBack: { paymentId: string; kind: 'late' | 'duplicate' }[]
}

/**
 * Reads the sums and decides, and always decides the same of the same sums: copies and reordering of signals change
 * nothing. Only payments that went through as asked count; a conflicted one waits for a person, and so does all of it
 * while a bank asks money back.
 */
export function financialStatusOf(
  order: PaidOrder,
  payments: readonly OrderPayment[],
  { isDisputed = false, isConflicted = false } = {},
): FinancialStatus {
  const counted = payments.filter((payment) => payment.state === 'succeeded')
  const captured = counted.reduce((sum, payment) => sum + worth(order, payment, payment.captured), 0n)
  const refunded = counted.reduce((sum, payment) => sum + worth(order, payment, payment.refunded), 0n)
  const move = nextState(order, captured, refunded)
  const problem = isDisputed ? 'dispute' : problemOf(order, { captured, refunded, isConflicted, move })
  return { captured, refunded, move, problem, giveBack: unneeded(order, counted, problem) }
}

function nextState(order: PaidOrder, captured: bigint, refunded: bigint): FinancialStatus['move'] {
  if (order.state === 'pending_payment' && captured - refunded >= order.total && captured > 0n) return 'payment_confirmed'
  if (captured > 0n && captured === refunded && orderCan(order.state, 'refunded')) return 'refunded'
  return null
}

function problemOf(
  order: PaidOrder,
  { captured, refunded, isConflicted, move }: { captured: bigint; refunded: bigint; isConflicted: boolean; move: FinancialStatus['move'] },
): OrderProblem | null {
  const left = captured - refunded
  if (isConflicted) return 'payment_conflict'
  // Money that came after the end; what was there when it was called off is an ordinary refund.
  if (order.state === 'cancelled' && left > 0n && (captured > order.captured || order.problem === 'late_money')) return 'late_money'
  if (order.problem === 'refund_failed' && refunded <= order.refunded && move !== 'refunded') return 'refund_failed'
  if (order.state === 'refunded' && left > 0n)
    return captured > order.captured || order.problem === 'late_money' ? 'late_money' : 'refund_failed'
  if (order.state === 'pending_payment' && left > 0n && left < order.total) return 'underpaid'
  return left > order.total && order.state !== 'cancelled' ? 'paid_twice' : null
}

/**
 * Money that came after the end goes back whole. Of several payments the earliest pay the order, and those it does not
 * need go back. An excess within a payment is not for a rule to split: the problem stays until a person settles it.
 */
function unneeded(order: PaidOrder, counted: readonly OrderPayment[], problem: OrderProblem | null): FinancialStatus['giveBack'] {
  const holding = counted
    .filter((payment) => payment.captured > payment.refunded)
    .toSorted((a, b) => (a.settledAt?.getTime() ?? Infinity) - (b.settledAt?.getTime() ?? Infinity) || a.attempt - b.attempt)
  if (problem === 'late_money') return holding.map((payment) => ({ paymentId: payment.id, kind: 'late' }))
  if (problem !== 'paid_twice') return []
  let owed = order.total
  return holding.flatMap((payment) => {
    const isNeeded = owed > 0n
    owed -= worth(order, payment, payment.captured - payment.refunded)
    return isNeeded ? [] : [{ paymentId: payment.id, kind: 'duplicate' as const }]
  })
}

/** In the order's currency. A payment in another one is asked for the whole order, so each unit of it is worth its part of the total. */
function worth(order: PaidOrder, payment: OrderPayment, amount: bigint): bigint {
  return payment.currency === order.currency ? amount : proportion(order.total, amount, payment.amount)
}
