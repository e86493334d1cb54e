import { and, asc, eq, exists, gt, inArray, isNotNull, lte, or, sql } from 'drizzle-orm'
import { statesBefore, type OrderState } from 'shared/orders'
import type { Db } from '../../platform/db.ts'
import { prepared } from '../../platform/prepared.ts'
import { payments } from '../payments/tables.ts'
import { orderEvents, orderLines, orderNotes, orders, type OrderLineRow, type OrderRow } from './tables.ts'

/** What a change writes besides the state. */
export type OrderChange = Partial<
  Pick<
    OrderRow,
    | 'captured'
    | 'refunded'
    | 'method'
    | 'problem'
    | 'payBy'
    | 'carrier'
    | 'trackingNumber'
    | 'trackingUrl'
    | 'confirmedAt'
    | 'shippedAt'
    | 'deliveredAt'
    | 'cancelledAt'
  >
>

/** Takes the order's row until the end of the transaction: whoever changes an order begins here. */
export async function lockOrder(db: Db, orderId: string): Promise<OrderRow | undefined> {
  const [row] = await db.select().from(orders).where(eq(orders.id, orderId)).for('no key update')
  return row
}

/** An order by its number; only this user's when `userId` is given. */
export async function findOrder(db: Db, number: string, userId?: string): Promise<OrderRow | undefined> {
  const [row] = await db
    .select()
    .from(orders)
    .where(and(eq(orders.number, number), userId === undefined ? undefined : eq(orders.userId, userId)))
  return row
}

export async function findOrderById(db: Db, orderId: string): Promise<OrderRow | undefined> {
  const [row] = await db.select().from(orders).where(eq(orders.id, orderId))
  return row
}

/** The guard: moves only from a state that allows it and from the version the mover saw, so two movers cannot both win. */
export async function updateState(
  db: Db,
  order: { id: string; version: number },
  next: OrderState,
  change: OrderChange,
): Promise<OrderRow | undefined> {
  const [row] = await db
    .update(orders)
    .set({ ...change, state: next, version: sql`${orders.version} + 1` })
    .where(and(eq(orders.id, order.id), eq(orders.version, order.version), inArray(orders.state, statesBefore(next))))
    .returning()
  return row
}

/** Changes what is no state. The caller holds the row's lock. */
export async function updateOrder(db: Db, orderId: string, change: OrderChange): Promise<OrderRow> {
  const [row] = await db
    .update(orders)
    .set({ ...change, version: sql`${orders.version} + 1` })
    .where(eq(orders.id, orderId))
    .returning()
  if (!row) throw new Error('The order is gone')
  return row
}

export async function insertOrderEvent(db: Db, event: typeof orderEvents.$inferInsert): Promise<void> {
  await db.insert(orderEvents).values(event)
}

/** An entry with what was written at it, for staff alone. */
export async function insertNote(
  db: Db,
  { body, ...event }: Omit<typeof orderEvents.$inferInsert, 'kind' | 'isInternal' | 'facts'> & { body: string },
): Promise<void> {
  const [entry] = await db
    .insert(orderEvents)
    .values({ ...event, kind: 'note', isInternal: true, facts: {} })
    .returning({ eventId: orderEvents.id })
  if (entry) await db.insert(orderNotes).values({ ...entry, body })
}

/** Unpaid orders past their time, oldest first, after the place given. */
export function ordersToExpire(db: Db, now: Date, after?: { payBy: Date; id: string }) {
  return db
    .select({ id: orders.id, payBy: sql<Date>`${orders.payBy}`.mapWith(orders.payBy) })
    .from(orders)
    .where(
      and(
        eq(orders.state, 'pending_payment'),
        isNotNull(orders.payBy),
        lte(orders.payBy, now),
        after ? or(gt(orders.payBy, after.payBy), and(eq(orders.payBy, after.payBy), gt(orders.id, after.id))) : undefined,
      ),
    )
    .orderBy(asc(orders.payBy), asc(orders.id))
    .limit(50)
}

/** Orders that wait for a payment that has gone through, and know nothing of it: the oldest first. */
export function ordersPaidUnseen(db: Db) {
  const paid = db
    .select({ one: sql`1` })
    .from(payments)
    .where(and(eq(payments.orderId, orders.id), eq(payments.state, 'succeeded'), gt(payments.captured, 0n)))
  return db
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.state, 'pending_payment'), eq(orders.captured, 0n), exists(paid)))
    .orderBy(asc(orders.placedAt), asc(orders.id))
    .limit(200)
}

/** Takes an order that is still to be expired, unless somebody else holds it right now. */
export async function takeExpired(db: Db, orderId: string, now: Date): Promise<OrderRow | undefined> {
  const [row] = await db
    .select()
    .from(orders)
    .where(and(eq(orders.id, orderId), eq(orders.state, 'pending_payment'), isNotNull(orders.payBy), lte(orders.payBy, now)))
    .for('update', { skipLocked: true })
  return row
}

/** Hands the digital goods over: copies what each variant holds into its line, once. */
export async function fillDigitalContent(db: Db, orderId: string, contents: ReadonlyMap<string, string>): Promise<void> {
  if (contents.size === 0) return
  const values = sql.join(
    [...contents].map(([variantId, content]) => sql`(${variantId}::uuid, ${content}::text)`),
    sql`, `,
  )
  await db.execute(
    sql`update ${orderLines} set digital_content = given.content from (values ${values}) as given (variant_id, content)
        where ${orderLines.orderId} = ${orderId} and ${orderLines.variantId} = given.variant_id and ${orderLines.kind} = 'digital' and ${orderLines.digitalContent} is null`,
  )
}

export function linesOf(db: Db, orderId: string): Promise<OrderLineRow[]> {
  return db.select().from(orderLines).where(eq(orderLines.orderId, orderId)).orderBy(asc(orderLines.position))
}

export function variantsOfOrder(db: Db, orderId: string) {
  return db.select({ variantId: orderLines.variantId, kind: orderLines.kind }).from(orderLines).where(eq(orderLines.orderId, orderId))
}

const namesOfLines = sql<{ name: string; title: string; quantity: number }[]>`(
  select coalesce(json_agg(json_build_object('name', l.name, 'title', l.title, 'quantity', l.quantity) order by l.position), '[]'::json)
  from order_lines l where l.order_id = orders.id)`

const ordersWithNames = prepared((db) =>
  db
    .select({
      id: orders.id,
      number: orders.number,
      userId: orders.userId,
      goods: orders.goods,
      method: orders.method,
      deliveryKind: orders.deliveryKind,
      carrier: orders.carrier,
      trackingNumber: orders.trackingNumber,
      trackingUrl: orders.trackingUrl,
      arrivesBy: orders.arrivesBy,
      currency: orders.currency,
      total: orders.total,
      captured: orders.captured,
      refunded: orders.refunded,
      lines: namesOfLines,
    })
    .from(orders)
    .where(sql`${orders.id} = any(${sql.placeholder('ids')}::text::uuid[])`)
    .prepare('orders_with_names'),
)

/** What messages tell of orders, with what their lines are called, in one statement. */
export function findOrdersWithNames(db: Db, orderIds: readonly string[]) {
  return ordersWithNames(db).execute({ ids: `{${orderIds.join(',')}}` })
}
