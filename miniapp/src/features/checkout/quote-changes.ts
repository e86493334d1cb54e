import type { Quote } from 'shared/checkout.schema'
import type { MoneyJson } from 'shared/money'

/** One thing that is not as it was when the person last looked. */
export type QuoteChange =
  | { kind: 'price'; key: string; name: string; before: MoneyJson; after: MoneyJson }
  | { kind: 'gone'; key: string; name: string }
  | { kind: 'fewer'; key: string; name: string; left: number }
  | { kind: 'delivery'; key: string; before: MoneyJson; after: MoneyJson }
  | { kind: 'total'; key: string; before: MoneyJson; after: MoneyJson }

const differs = (a: MoneyJson, b: MoneyJson) => a.amount !== b.amount || a.currency !== b.currency

/** What changed between two quotes for the same choices, the things first and what it comes to last. */
export function changesBetween(before: Quote, after: Quote): QuoteChange[] {
  const changes: QuoteChange[] = []
  for (const line of before.lines) {
    const now = after.lines.find((each) => each.variantId === line.variantId)
    if (!now || now.trouble === 'gone' || now.trouble === 'sold_out') changes.push({ kind: 'gone', key: line.variantId, name: line.name })
    else if (now.trouble === 'too_many') changes.push({ kind: 'fewer', key: line.variantId, name: line.name, left: now.available ?? 0 })
    else if (now.quantity < line.quantity) changes.push({ kind: 'fewer', key: line.variantId, name: line.name, left: now.quantity })
    if (now && differs(line.unitPrice, now.unitPrice)) {
      changes.push({ kind: 'price', key: `${line.variantId}-price`, name: line.name, before: line.unitPrice, after: now.unitPrice })
    }
  }
  if (differs(before.totals.delivery, after.totals.delivery)) {
    changes.push({ kind: 'delivery', key: 'delivery', before: before.totals.delivery, after: after.totals.delivery })
  }
  if (differs(before.totals.total, after.totals.total)) {
    changes.push({ kind: 'total', key: 'total', before: before.totals.total, after: after.totals.total })
  }
  return changes
}

/** Problems of checkout after which the quote is asked anew, because it no longer holds. */
export const staleQuote: ReadonlySet<string> = new Set([
  'checkout/price-changed',
  'checkout/quote-expired',
  'checkout/quote-invalid',
  'checkout/quote-used',
  'checkout/cart-changed',
  'checkout/line-trouble',
  'checkout/delivery-gone',
  'checkout/not-deliverable',
  'checkout/method-unavailable',
  'catalog/out-of-stock',
])
