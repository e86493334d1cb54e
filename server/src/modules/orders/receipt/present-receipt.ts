import type { Currency } from 'shared/currencies'
import { asMoneyJson, money } from 'shared/money'
import type { Receipt } from 'shared/orders.schema'
import type { Context } from '../../../context.ts'
import type { PaymentRow } from '../../payments/index.ts'
import { readWithPayments, totalsOf } from '../present-order.ts'
import { orderProblem } from '../problems.ts'
import type { OrderRead } from '../queries-read.ts'

/**
 * What was bought, paid and given back. There is one once money came; for money due at the door, once it was handed over.
 * @throws orders/not-found · orders/no-receipt
 */
export async function presentReceipt(ctx: Context, { number, userId }: { number: string; userId: string }): Promise<Receipt> {
  const { read, payments } = await readWithPayments(ctx, number, userId)
  if (read.order.captured === 0n) throw orderProblem('no-receipt', { facts: { state: read.order.state } })
  return asReceipt(ctx, read, payments)
}

function asReceipt(ctx: Context, { order, lines, events }: OrderRead, payments: readonly PaymentRow[]): Receipt {
  const currency = order.currency as Currency
  const { shop } = ctx.config
  const paid = payments.filter((payment) => payment.state === 'succeeded' && payment.captured > 0n)
  const settledAt = (payment: PaymentRow) => payment.settledAt ?? payment.updatedAt
  return {
    number: order.number,
    shop: { name: shop.name, address: shop.address, taxId: shop.taxId },
    issuedAt: (paid[0] ? settledAt(paid[0]) : order.placedAt).toISOString(),
    customer: ctx.sealer.open<{ name: string }>('contact', order.contact).name,
    lines: lines.map(({ name, title, quantity, unitPrice, total }) => ({
      name,
      title,
      quantity,
      unitPrice: asMoneyJson(money(unitPrice, currency)),
      total: asMoneyJson(money(total, currency)),
    })),
    totals: totalsOf(order),
    payments: paid.map((payment) => ({
      method: payment.method,
      amount: asMoneyJson(money(payment.captured, payment.currency as Currency)),
      // Cash has no name at anybody's but ours.
      reference: payment.label ?? (payment.method === 'cash_on_delivery' ? null : payment.reference),
      at: settledAt(payment).toISOString(),
    })),
    // Only what really went back: the timeline tells of it when the order learns it.
    refunds: events
      .filter((event) => event.kind === 'refund' && !event.isInternal)
      .map((event) => ({ amount: asMoneyJson(money(event.facts['amount'] ?? '0', currency)), at: new Date(event.at).toISOString() })),
    paid: asMoneyJson(money(order.captured, currency)),
    refunded: asMoneyJson(money(order.refunded, currency)),
  }
}
