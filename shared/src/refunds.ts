import { allocate, proportion } from './money.ts'

export type PaidLine = { id: string; quantity: number; unitPrice: bigint; refundedQuantity: number }

/** An order's sums, in minor units of its currency. */
export type PaidOrder = {
  lines: readonly PaidLine[]
  subtotal: bigint
  delivery: bigint
  tax: bigint
  taxRateBps: number
  taxIncluded: boolean
  total: bigint
}

export type ChosenLine = { lineId: string; quantity: number }

/** What goes back and for what, in minor units of the payment's currency. `amount` is lines and delivery; `tax` is within it. */
export type RefundParts = { amount: bigint; lines: (ChosenLine & { amount: bigint })[]; delivery: bigint; tax: bigint }

/**
 * What the next pieces of some lines come to, with their share of the tax and, where it goes back too, of the delivery. All of the
 * payment is shared out over single pieces by largest remainder: pieces given back one by one come to exactly what was paid, in
 * its own currency and by its own proportion, whatever a rate is today.
 * @param paid the whole payment
 */
export function refundParts(
  order: PaidOrder,
  paid: bigint,
  { lines, withDelivery }: { lines: readonly ChosenLine[]; withDelivery: boolean },
): RefundParts {
  const { pieces, tax } = shareOut(order, paid)
  const chosen = lines.map(({ lineId, quantity }) => {
    const line = order.lines.find((each) => each.id === lineId)
    const from = line?.refundedQuantity ?? 0
    return { lineId, quantity, pieces: pieces.filter((piece) => piece.lineId === lineId).slice(from, from + quantity) }
  })
  const all = chosen.flatMap((each) => each.pieces)
  const delivery = withDelivery ? sumOf(all, 'delivery') : 0n
  const parts = chosen.map((each) => ({ lineId: each.lineId, quantity: each.quantity, amount: sumOf(each.pieces, 'goods') }))
  return {
    amount: parts.reduce((sum, part) => sum + part.amount, delivery),
    lines: parts,
    delivery,
    tax: tax(all, withDelivery),
  }
}

/** The same when less goes back than it comes to, each part in its proportion. */
export function lowerTo(parts: RefundParts, amount: bigint): RefundParts {
  if (amount === parts.amount) return parts
  const [delivery = 0n, ...lines] = allocate(amount, [parts.delivery, ...parts.lines.map((line) => line.amount)])
  return {
    amount,
    delivery,
    lines: parts.lines.map((line, index) => ({ ...line, amount: lines[index] ?? 0n })),
    tax: proportion(parts.tax, amount, parts.amount),
  }
}

type Piece = { lineId: string; goods: bigint; delivery: bigint; goodsTax: bigint; deliveryTax: bigint }

const sumOf = (pieces: readonly Piece[], of: Exclude<keyof Piece, 'lineId'>): bigint => pieces.reduce((sum, piece) => sum + piece[of], 0n)

function shareOut(order: PaidOrder, paid: bigint) {
  const units = order.lines.flatMap((line) => Array.from({ length: line.quantity }, () => ({ lineId: line.id, price: line.unitPrice })))
  const prices = units.map((unit) => unit.price)
  // Goods given away carry the delivery evenly.
  const delivery = allocate(order.delivery, order.subtotal > 0n ? prices : units.map(() => 1n))
  const taxes = allocate(order.tax, [...prices, ...(isDeliveryTaxed(order) ? delivery : delivery.map(() => 0n))])
  const onTop = (index: number) => (order.taxIncluded ? 0n : (taxes[index] ?? 0n))
  // In the order's currency all of these add up to its total; in the payment's, to the payment.
  const sums = allocate(paid, [
    ...prices.map((price, index) => price + onTop(index)),
    ...delivery.map((share, index) => share + onTop(prices.length + index)),
  ])
  const taxed = allocate(taxIn(order, paid), taxes)
  const pieces = units.map(({ lineId }, index): Piece => {
    const at = prices.length + index
    return { lineId, goods: sums[index] ?? 0n, delivery: sums[at] ?? 0n, goodsTax: taxed[index] ?? 0n, deliveryTax: taxed[at] ?? 0n }
  })
  const tax = (chosen: readonly Piece[], withDelivery: boolean) =>
    sumOf(chosen, 'goodsTax') + (withDelivery ? sumOf(chosen, 'deliveryTax') : 0n)
  return { pieces, tax }
}

/** What of a payment of the whole order is tax, in its currency. */
export function taxIn(order: Pick<PaidOrder, 'tax' | 'total'>, paid: bigint): bigint {
  return order.total > 0n ? proportion(paid, order.tax, order.total) : 0n
}

/** The order says how much tax there is, not of what: goods alone would come to less where delivery is taxed too. */
function isDeliveryTaxed({ subtotal, tax, taxRateBps, taxIncluded }: PaidOrder): boolean {
  const rate = BigInt(taxRateBps)
  return tax !== proportion(subtotal, rate, 10_000n + (taxIncluded ? rate : 0n))
}
