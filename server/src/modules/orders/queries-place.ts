import { and, eq } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { acceptingTerms } from '../users/index.ts'
import { orderEvents, orderLines, orders } from './tables.ts'

type NewRows = {
  order: typeof orders.$inferInsert
  lines: (typeof orderLines.$inferInsert)[]
  event: typeof orderEvents.$inferInsert
}

/** Writes the order, its lines and the beginning of its timeline, and that the terms were accepted, in one statement. */
export async function insertOrder(db: Db, { order, lines, event }: NewRows): Promise<void> {
  const placed = db.$with('placed').as(db.insert(orders).values(order).returning({ id: orders.id }))
  const filled = db.$with('filled').as(db.insert(orderLines).values(lines).returning({ id: orderLines.id }))
  const begun = db.$with('begun').as(db.insert(orderEvents).values(event).returning({ id: orderEvents.id }))
  const agreed = db.$with('agreed').as(acceptingTerms(db, { userId: order.userId, at: order.termsAcceptedAt }))
  await db.with(placed, filled, begun, agreed).select({ id: placed.id }).from(placed)
}

/** The order this key made for this user, and of which request. */
export async function findPlaced(db: Db, { userId, idempotencyKey }: { userId: string; idempotencyKey: string }) {
  const [row] = await db
    .select({ id: orders.id, number: orders.number, requestHash: orders.requestHash })
    .from(orders)
    .where(and(eq(orders.userId, userId), eq(orders.idempotencyKey, idempotencyKey)))
  return row
}
