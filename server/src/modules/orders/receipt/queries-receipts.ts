import { and, asc, eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../../platform/db.ts'
import { refunds, type RefundRow } from '../../payments/tables.ts'
import { orderLines, orderRefunds, orders, type OrderLineRow, type OrderRefundRow, type OrderRow } from '../tables.ts'
import { receipts, receiptSerials, type ReceiptKind, type ReceiptRow } from './tables.ts'

/** Of these orders those that lack a receipt or a credit note they should have. */
export async function ordersLackingPapers(db: Db, orderIds: readonly string[]): Promise<string[]> {
  if (orderIds.length === 0) return []
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select o.id from ${orders} o where o.id = any(${`{${orderIds.join(',')}}`}::text::uuid[]) and (
      (o.captured > 0 and not exists (select 1 from ${receipts} p where p.order_id = o.id and p.kind = 'receipt'))
      or exists (select 1 from ${refunds} r where r.order_id = o.id and r.state = 'succeeded'
        and not exists (select 1 from ${receipts} p where p.refund_id = r.id)))`,
  )
  return rows.map((row) => row.id)
}

export type PaperFacts = { order: OrderRow; lines: OrderLineRow[]; refunds: RefundRow[]; details: OrderRefundRow[] }

/** What papers of these orders tell of, refunds in the order they were granted. */
export async function readForPapers(db: Db, orderIds: readonly string[]): Promise<PaperFacts[]> {
  const ids = [...orderIds]
  const found = await db.select().from(orders).where(inArray(orders.id, ids)).orderBy(asc(orders.id))
  const lines = await db.select().from(orderLines).where(inArray(orderLines.orderId, ids)).orderBy(asc(orderLines.position))
  const back = await db.select().from(refunds).where(inArray(refunds.orderId, ids)).orderBy(asc(refunds.createdAt), asc(refunds.id))
  const details = await db.select().from(orderRefunds).where(inArray(orderRefunds.orderId, ids))
  return found.map((order) => ({
    order,
    lines: lines.filter((line) => line.orderId === order.id),
    refunds: back.filter((refund) => refund.orderId === order.id),
    details: details.filter((detail) => detail.orderId === order.id),
  }))
}

/**
 * The last numbers given in a year, held until the commit: who issues waits for who issues, and what is rolled back
 * leaves no gap.
 */
export async function lockSerials(db: Db, year: number): Promise<Record<ReceiptKind, number>> {
  const rows = await db
    .insert(receiptSerials)
    .values([
      { kind: 'credit_note', year, last: 0 },
      { kind: 'receipt', year, last: 0 },
    ])
    .onConflictDoUpdate({ target: [receiptSerials.kind, receiptSerials.year], set: { year } })
    .returning()
  const last = (kind: ReceiptKind) => rows.find((row) => row.kind === kind)?.last ?? 0
  return { receipt: last('receipt'), credit_note: last('credit_note') }
}

export async function saveSerials(db: Db, year: number, last: Record<ReceiptKind, number>): Promise<void> {
  for (const kind of ['credit_note', 'receipt'] as const) {
    await db
      .update(receiptSerials)
      .set({ last: last[kind] })
      .where(and(eq(receiptSerials.kind, kind), eq(receiptSerials.year, year)))
  }
}

/** A paper as it was issued; a credit note is void once the bank has sent back what it credits. */
export type Paper = ReceiptRow & { isVoid: boolean }

/** What was issued for these orders so far. */
export function papersOf(db: Db, orderIds: readonly string[]): Promise<Paper[]> {
  return db
    .select({ ...getTableColumns(receipts), isVoid: sql<boolean>`coalesce(${refunds.state} = 'failed', false)` })
    .from(receipts)
    .leftJoin(refunds, eq(refunds.id, receipts.refundId))
    .where(inArray(receipts.orderId, [...orderIds]))
    .orderBy(asc(receipts.issuedAt), asc(receipts.serial))
}

export async function insertReceipts(db: Db, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length > 0) await db.insert(receipts).values([...rows])
}
