import { eq, sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../platform/db.ts'
import { refunds } from '../payments/tables.ts'
import { orderEvents, orderRefunds, type OrderRefundRow } from './tables.ts'

export async function insertOrderRefund(db: Db, row: typeof orderRefunds.$inferInsert): Promise<void> {
  await db.insert(orderRefunds).values(row)
}

/** What refunds of this order are for, where staff said so. */
export function orderRefundsOf(db: Db, orderId: string): Promise<OrderRefundRow[]> {
  return db.select().from(orderRefunds).where(eq(orderRefunds.orderId, orderId))
}

/** Keeps what shows that staff sent the money themselves. */
export async function writeEvidence(db: Db, { refundId, orderId, evidence }: { refundId: string; orderId: string; evidence: string }) {
  await db
    .insert(orderRefunds)
    .values({ refundId, orderId, lines: [], delivery: 0n, tax: null, restocked: false, evidence })
    .onConflictDoUpdate({ target: orderRefunds.refundId, set: { evidence } })
}

/** How many pieces of each line are given back or on their way back. */
export async function refundedQuantities(db: Db, orderId: string): Promise<Map<string, number>> {
  const rows = await rowsOf<{ lineId: string; quantity: number }>(
    db,
    sql`select part ->> 'lineId' as "lineId", sum((part ->> 'quantity')::int)::int as quantity
      from ${orderRefunds} for_what join ${refunds} r on r.id = for_what.refund_id and r.state <> 'failed'
        cross join jsonb_array_elements(for_what.lines) part
      where for_what.order_id = ${orderId}::uuid group by 1`,
  )
  return new Map(rows.map((row) => [row.lineId, row.quantity]))
}

/** The refunds the timeline has told of. */
export async function toldRefunds(db: Db, orderId: string): Promise<Set<string>> {
  const rows = await db
    .select({ refundId: sql<string | null>`${orderEvents.facts} ->> 'refundId'` })
    .from(orderEvents)
    .where(sql`${orderEvents.orderId} = ${orderId} and ${orderEvents.kind} = 'refund' and not ${orderEvents.isInternal}`)
  return new Set(rows.flatMap((row) => row.refundId ?? []))
}
