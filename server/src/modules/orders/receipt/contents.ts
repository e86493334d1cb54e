import type { Currency } from 'shared/currencies'
import type { LocalText } from 'shared/locale'
import { asMoneyJson, money, proportion } from 'shared/money'
import type { CreditNote, Receipt } from 'shared/orders.schema'
import { taxIn } from 'shared/refunds'
import type { PaymentRow, RefundRow } from '../../payments/index.ts'
import { totalsOf } from '../present-order.ts'
import type { OrderLineRow, OrderRefundRow, OrderRow } from '../tables.ts'

/** What a receipt says for good. Words of the shop's own are kept in every language they were written in. */
export type ReceiptContent = Omit<Receipt, 'number' | 'issuedAt' | 'creditNotes' | 'delivery'> & {
  delivery: { kind: 'courier' | 'pickup'; name: LocalText | null; place: LocalText | null; address: string | null } | null
}

export type CreditNoteContent = Omit<CreditNote, 'number' | 'issuedAt' | 'isVoid'>

type Shop = Receipt['shop']
/** Opened: who it is for and where it goes. */
export type Person = { customer: string; address: string | null }

export function receiptContent(
  { order, lines, payments }: { order: OrderRow; lines: readonly OrderLineRow[]; payments: readonly PaymentRow[] },
  shop: Shop,
  { customer, address }: Person,
): ReceiptContent {
  const currency = order.currency as Currency
  const paid = payments.filter((payment) => payment.state === 'succeeded' && payment.captured > 0n)
  return {
    order: order.number,
    shop,
    customer,
    delivery: order.deliveryKind && { kind: order.deliveryKind, name: order.deliveryName, place: order.deliveryPlace, address },
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
      rate: payment.fx,
      // Cash has no name at anybody's but ours.
      reference: payment.label ?? (payment.method === 'cash_on_delivery' ? null : payment.reference),
      at: (payment.settledAt ?? payment.updatedAt).toISOString(),
    })),
  }
}

type Refunded = {
  order: OrderRow
  lines: readonly OrderLineRow[]
  payment: PaymentRow
  refund: RefundRow
  detail: OrderRefundRow | undefined
  receipt: string | null
  tax: bigint
}

export function creditNoteContent(
  { order, lines, payment, refund, detail, receipt, tax }: Refunded,
  shop: Shop,
  { customer }: Person,
): CreditNoteContent {
  const sum = (amount: bigint | string) => asMoneyJson(money(amount, refund.currency as Currency))
  return {
    order: order.number,
    shop,
    customer,
    receipt,
    isWhole: refund.amount === payment.amount,
    lines: (detail?.lines ?? []).map(({ lineId, quantity, amount }) => {
      const line = lines.find((each) => each.id === lineId)
      return { name: line?.name ?? '', title: line?.title ?? '', quantity, amount: sum(amount) }
    }),
    delivery: detail && detail.delivery > 0n ? sum(detail.delivery) : null,
    tax: tax > 0n ? { name: order.taxName, rateBps: order.taxRateBps, amount: sum(tax) } : null,
    amount: sum(refund.amount),
    method: payment.method,
    rate: payment.fx,
    reference: detail?.evidence ?? (payment.method === 'cash_on_delivery' ? null : refund.reference),
    at: refund.updatedAt.toISOString(),
  }
}

/**
 * How much of a refund is tax. What ends a payment takes all that is left of its tax, so that the notes of a payment add up to
 * the tax of its receipt. Money that was paid twice was never for goods.
 */
export function taxOf(
  order: OrderRow,
  payment: Pick<PaymentRow, 'amount'>,
  refund: Pick<RefundRow, 'amount' | 'reason'>,
  { detail, earlier }: { detail: OrderRefundRow | undefined; earlier: readonly { amount: bigint; tax: bigint }[] },
): bigint {
  if (refund.reason === 'duplicate') return 0n
  const whole = taxIn(order, payment.amount)
  const left = earlier.reduce((sum, note) => sum - note.tax, whole)
  const before = earlier.reduce((sum, note) => sum + note.amount, 0n)
  if (before + refund.amount >= payment.amount) return left > 0n ? left : 0n
  const tax = detail?.tax ?? proportion(whole, refund.amount, payment.amount)
  return tax < left ? tax : left > 0n ? left : 0n
}
