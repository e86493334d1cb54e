import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { preparedSql } from '../../platform/prepared.ts'
import { rowsAsJson } from '../../platform/rows.ts'
import { acceptingTerms } from '../users/index.ts'
import { orderEvents, orderLines, orders, type OrderLineRow, type OrderRow } from './tables.ts'

const asOrders = rowsAsJson(orders)
const asLines = rowsAsJson(orderLines)

// The statement sees the orders as they were before it.
const placing = preparedSql<{ eventId: string; waiting: number }>(sql`
  with placed as (
      insert into ${orders} select * from jsonb_populate_record(null::${orders}, ${sql.placeholder('order')}::text::jsonb -> 0)
      returning id, user_id, state, placed_at, terms_accepted_at
    ),
    filled as (
      insert into ${orderLines} select * from jsonb_populate_recordset(null::${orderLines}, ${sql.placeholder('lines')}::text::jsonb)
    ),
    begun as (
      insert into ${orderEvents} (order_id, at, kind, state, actor_kind, actor_id, facts)
      select id, placed_at, 'placed', state, 'customer', user_id, '{}' from placed returning id
    ),
    agreed as (${acceptingTerms({ userId: sql`(select user_id from placed)`, at: sql`(select terms_accepted_at from placed)` })})
  select begun.id::text as "eventId", (
    select count(*)::int from ${orders} earlier where earlier.user_id = placed.user_id and earlier.state = 'pending_payment'
  ) as "waiting"
  from placed, begun`)

/**
 * Writes the order, its lines and the beginning of its timeline, and that the terms were accepted, in one statement.
 * @returns the entry of the timeline, and how many other orders of this user wait to be paid or accepted
 */
export async function insertOrder(
  db: Db,
  { order, lines }: { order: OrderRow; lines: readonly OrderLineRow[] },
): Promise<{ eventId: string; waiting: number }> {
  const [row] = await placing(db, { order: asOrders([order]), lines: asLines(lines) })
  if (!row) throw new Error('An order that is written answers with a row')
  return row
}

/** The order this key made for this user, and of which request. */
export async function findPlaced(db: Db, { userId, idempotencyKey }: { userId: string; idempotencyKey: string }) {
  const [row] = await db
    .select({ id: orders.id, number: orders.number, requestHash: orders.requestHash })
    .from(orders)
    .where(and(eq(orders.userId, userId), eq(orders.idempotencyKey, idempotencyKey)))
  return row
}
