import { fromMoneyJson, type Money } from 'shared/money'
import type { AdminOrder, AdminPayment } from 'shared/orders.schema'
import { refundParts } from 'shared/refunds'

/** How many of each line go back, by the line's id. */
export type Chosen = Readonly<Record<string, number>>

export const chosenLines = (chosen: Chosen) =>
  Object.entries(chosen).flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []))

/** The most that can go back: of the payment, and of what the chosen goods come to. The server reckons the same. */
export function mostOf(order: AdminOrder, payment: AdminPayment, chosen: Chosen, withDelivery: boolean): Money {
  const left = fromMoneyJson(payment.refundable)
  const lines = chosenLines(chosen)
  if (lines.length === 0) return left
  const { totals } = order
  const sum = (value: { amount: string }) => BigInt(value.amount)
  const parts = refundParts(
    {
      lines: order.lines.map((line) => ({ ...line, unitPrice: sum(line.unitPrice) })),
      subtotal: sum(totals.subtotal),
      delivery: sum(totals.delivery),
      tax: sum(totals.tax),
      taxRateBps: totals.taxRateBps,
      taxIncluded: totals.taxIncluded,
      total: sum(totals.total),
    },
    sum(payment.amount),
    { lines, withDelivery },
  )
  return parts.amount < left.amount ? { ...left, amount: parts.amount } : left
}
