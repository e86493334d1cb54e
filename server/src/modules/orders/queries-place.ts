import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { acceptingTerms } from '../users/index.ts'
import { orderEvents, orderLines, orders } from './tables.ts'

type NewRows = {
  order: typeof orders.$inferInsert
  lines: (typeof orderLines.$inferInsert)[]
  event: typeof orderEvents.$inferInsert
}

/**
 * Writes the order, its lines and the beginning of its timeline, and that the terms were accepted, in one statement.
 * @returns how many other orders of this user wait to be paid or accepted
 */
export async function insertOrder(db: Db, { order, lines, event }: NewRows): Promise<number> {
  const placed = db.$with('placed').as(db.insert(orders).values(order).returning({ id: orders.id }))
  const filled = db.$with('filled').as(db.insert(orderLines).values(lines).returning({ id: orderLines.id }))
  const begun = db.$with('begun').as(db.insert(orderEvents).values(event).returning({ id: orderEvents.id }))
  const agreed = db.$with('agreed').as(acceptingTerms(db, { userId: order.userId, at: order.termsAcceptedAt }))
  // The statement sees the orders as they were before it.
  const waiting = sql<number>`(select count(*)::int from ${orders} o where o.user_id = ${order.userId}::uuid and o.state = 'pending_payment')`
  const [row] = await db.with(placed, filled, begun, agreed).select({ waiting }).from(placed)
  return row?.waiting ?? 0
}

/** The order this key made for this user, and of which request. */
export async function findPlaced(db: Db, { userId, idempotencyKey }: { userId: string; idempotencyKey: string }) {
  const [row] = await db
    .select({ id: orders.id, number: orders.number, requestHash: orders.requestHash })
    .from(orders)
    .where(and(eq(orders.userId, userId), eq(orders.idempotencyKey, idempotencyKey)))
  return row
}
