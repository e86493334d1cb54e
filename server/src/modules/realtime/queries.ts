import { sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { prepared } from '../../platform/prepared.ts'
import { orders } from '../orders/tables.ts'

const ordersNow = prepared((db) =>
  db
    .select({ userId: orders.userId, number: orders.number, state: orders.state, version: orders.version })
    .from(orders)
    .where(sql`${orders.id} = any(${sql.placeholder('ids')}::text::uuid[])`)
    .prepare('orders_now'),
)

/** What a live frame says of these orders, and whose they are. */
export function selectOrdersNow(db: Db, orderIds: readonly string[]) {
  return ordersNow(db).execute({ ids: `{${orderIds.join(',')}}` })
}
