import type { Currency } from 'shared/currencies'
import type { Order } from 'shared/orders.schema'
import type { Context } from '../../../context.ts'
import { inTransaction } from '../../../platform/transaction.ts'
import { paymentsOf, type PaymentRow } from '../../payments/index.ts'
import type { OrderRow } from '../tables.ts'
import { creditNoteContent, receiptContent, taxOf, type Person } from './contents.ts'
import {
  insertReceipts,
  lockSerials,
  ordersLackingPapers,
  papersOf,
  readForPapers,
  saveSerials,
  type Paper,
  type PaperFacts,
} from './queries-receipts.ts'
import type { ReceiptKind, ReceiptRow } from './tables.ts'

/**
 * Issues what these orders lack: a receipt once money came, a credit note for each refund that went through. Each is numbered in
 * its year without gaps and says for ever what it says now. Safe to run twice and at once: each paper is issued once.
 */
export async function issueReceipts(ctx: Context, orderIds: readonly string[]): Promise<void> {
  const lacking = await ordersLackingPapers(ctx.db, orderIds)
  if (lacking.length === 0) return
  await inTransaction(ctx, async (ctx) => {
    const issuedAt = ctx.clock.now()
    const year = yearOf(issuedAt, ctx.config.shop.timeZone)
    const last = await lockSerials(ctx.db, year)
    // Read under the lock: whoever held the numbers before may have issued some of them.
    const facts = await readForPapers(ctx.db, lacking)
    const payments = await paymentsOf(ctx.db, lacking)
    const issued = await papersOf(ctx.db, lacking)
    const number = (kind: ReceiptKind) => {
      last[kind] += 1
      const serial = last[kind]
      return { kind, year, serial, issuedAt, number: `${kind === 'receipt' ? 'R' : 'C'}-${year}-${String(serial).padStart(6, '0')}` }
    }
    const fresh: ReceiptRow[] = []
    for (const each of facts) fresh.push(...papersFor(ctx, each, payments.get(each.order.id) ?? [], issued, number))
    await insertReceipts(ctx.db, fresh)
    await saveSerials(ctx.db, year, last)
  })
}

type Numbering = (kind: ReceiptKind) => Pick<ReceiptRow, 'kind' | 'year' | 'serial' | 'issuedAt' | 'number'>

function papersFor(
  ctx: Context,
  { order, lines, refunds, details }: PaperFacts,
  payments: readonly PaymentRow[],
  issued: readonly Paper[],
  number: Numbering,
): ReceiptRow[] {
  const { name, address, taxId } = ctx.config.shop
  const shop = { name, address, taxId }
  const person = personOf(ctx, order)
  const papers: ReceiptRow[] = issued.filter((paper) => paper.orderId === order.id)
  const voided = new Set(issued.filter((paper) => paper.isVoid).map((paper) => paper.number))
  const fresh: ReceiptRow[] = []
  const keep = (paper: ReceiptRow) => {
    papers.push(paper)
    fresh.push(paper)
  }
  if (order.captured > 0n && !papers.some((paper) => paper.kind === 'receipt')) {
    keep({
      ...number('receipt'),
      orderId: order.id,
      refundId: null,
      amount: order.total,
      currency: order.currency as Currency,
      tax: order.tax,
      content: ctx.sealer.seal('receipt', receiptContent({ order, lines, payments }, shop, person)),
    })
  }
  for (const refund of refunds) {
    const payment = payments.find((each) => each.id === refund.paymentId)
    if (!payment || refund.state !== 'succeeded' || papers.some((paper) => paper.refundId === refund.id)) continue
    const detail = details.find((each) => each.refundId === refund.id)
    const ofPayment = new Set(refunds.filter((each) => each.paymentId === payment.id).map((each) => each.id))
    const earlier = papers.filter((paper) => paper.refundId !== null && ofPayment.has(paper.refundId) && !voided.has(paper.number))
    const receipt = papers.find((paper) => paper.kind === 'receipt')?.number ?? null
    const tax = taxOf(order, payment, refund, { detail, earlier })
    keep({
      ...number('credit_note'),
      orderId: order.id,
      refundId: refund.id,
      amount: refund.amount,
      currency: refund.currency,
      tax,
      content: ctx.sealer.seal('receipt', creditNoteContent({ order, lines, payment, refund, detail, receipt, tax }, shop, person)),
    })
  }
  return fresh
}

function personOf({ sealer }: Context, order: OrderRow): Person {
  const { name } = sealer.open<Order['contact']>('contact', order.contact)
  if (!order.address) return { customer: name, address: null }
  const { line1, line2, city, region, postalCode } = sealer.open<NonNullable<Order['address']>>('address', order.address)
  return { customer: name, address: [line1, line2, city, region, postalCode, order.country].filter(Boolean).join(', ') }
}

/** By the shop's calendar. */
function yearOf(moment: Date, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-u-ca-gregory', { year: 'numeric', timeZone }).format(moment))
}
