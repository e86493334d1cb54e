import { customerMayCancel, type Awaited, type OrderState, type PaymentSummary } from 'shared/orders'
import { isOpenPayment, phoneMethods, transferMethods, type PaymentMethod, type PaymentState } from 'shared/payments'

type Sums = { captured: bigint; refunded: bigint; total: bigint; method: PaymentMethod; state: OrderState }

/** What has moved of an order's money. A second payment given back leaves the order paid. */
export function paymentSummary({ captured, refunded, total, method, state }: Sums): PaymentSummary {
  if (captured > 0n && refunded === captured) return 'refunded'
  if (captured - refunded >= total && captured > 0n) return 'paid'
  if (refunded > 0n) return 'partially_refunded'
  const isAwaited = state === 'pending_payment' || state === 'processing' || state === 'shipped'
  return method === 'cash_on_delivery' && isAwaited ? 'on_delivery' : 'unpaid'
}

/** States in which money may come although nobody does anything more: such a payment is neither left nor called off blindly. */
const underWay: ReadonlySet<PaymentState> = new Set(['starting', 'processing', 'unknown'])

export const isUnderWay = (payment: { state: PaymentState } | null): boolean => payment !== null && underWay.has(payment.state)

/** What an unpaid order waits for, so that nobody is asked to pay what they are paying. */
export function awaitedOf(
  order: { state: OrderState; problem: string | null },
  payment: { state: PaymentState; method: PaymentMethod } | null,
): Awaited | null {
  if (order.state !== 'pending_payment') return null
  // Money is there that is not what was asked: a person looks.
  if (order.problem === 'payment_conflict') return 'confirmation'
  if (!payment) return null
  if (payment.state === 'processing' || payment.state === 'unknown') return 'confirmation'
  if (payment.state !== 'requires_action') return null
  return phoneMethods.has(payment.method) ? 'phone' : transferMethods.has(payment.method) ? 'transfer' : null
}

/** Whether an order has what it takes to be sent: money, or the promise of it at the door. */
export const isBacked = (payments: readonly { state: PaymentState }[]): boolean =>
  payments.some((payment) => payment.state === 'authorized' || payment.state === 'succeeded')

/** Whether the customer is offered to call it off now. The server decides again when they do. */
export function mayCancel(order: { state: OrderState }, payment: { state: PaymentState } | null): boolean {
  return customerMayCancel.includes(order.state) && !(order.state === 'pending_payment' && isUnderWay(payment))
}

/** A question on a phone that can stand there no more, and whose end its network has not told: it may be given up. */
const isLeftOnPhone = ({ state, method }: { state: PaymentState; method?: PaymentMethod }): boolean =>
  state === 'processing' && method !== undefined && phoneMethods.has(method)

/** Whether the customer is offered another attempt or another way to pay. The server decides again when they take it. */
export function mayRetryPayment(
  order: { state: OrderState; payBy: Date | null; problem: string | null },
  payment: { state: PaymentState; method?: PaymentMethod } | null,
  now: Date,
): boolean {
  if (order.state !== 'pending_payment' || order.problem === 'payment_conflict' || order.payBy === null || order.payBy <= now) return false
  if (payment && isLeftOnPhone(payment)) return true
  return payment === null || (!isUnderWay(payment) && payment.state !== 'authorized' && payment.state !== 'succeeded')
}

/** The attempt to show: the open one, else the one that brought money, else the last. */
export function currentPayment<Payment extends { state: PaymentState; captured: bigint }>(
  payments: readonly Payment[],
): Payment | undefined {
  return payments.findLast((each) => isOpenPayment(each.state)) ?? payments.findLast((each) => each.captured > 0n) ?? payments.at(-1)
}
