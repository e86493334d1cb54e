import { and, desc, eq, exists, getTableColumns, inArray, isNotNull, notInArray, or, sql, type SQL } from 'drizzle-orm'
import { countedUpTo, orderFilters, type OrderFilter, type OrderState } from 'shared/orders'
import type { OrderCounts } from 'shared/orders.schema'
import { isOpenPayment, paymentStateNames, type PaymentMethod, type PaymentState } from 'shared/payments'
import { rowsOf, type Db } from '../../platform/db.ts'
import { containing } from '../../platform/like.ts'
import { prepared } from '../../platform/prepared.ts'
import { users } from '../users/tables.ts'
import { asWholeNumber } from './order-number.ts'
import { orderLines, orders, type OrderEventRow, type OrderLineRow, type OrderRow } from './tables.ts'

type File = { id: string; sizes: { width: number; height: number; bytes: number }[] }

/** Through JSON, so amounts are text and times are ISO strings. */
export type LineRead = Omit<OrderLineRow, 'orderId' | 'fileId' | 'position' | 'unitPrice' | 'total'> & {
  refundedQuantity: number
  unitPrice: string
  total: string
  file: File | null
}
export type EventRead = Pick<OrderEventRow, 'kind' | 'fromState' | 'state' | 'actorKind' | 'isInternal' | 'facts'> & {
  id: string
  at: string
  actorName: string | null
  /** Sealed. */ note: string | null
}
export type NoteRead = { number: string; amount: string; currency: string; issuedAt: string; isVoid: boolean }
export type OrderRead = { order: OrderRow; lines: LineRead[]; events: EventRead[]; creditNotes: NoteRead[] }
export type ThumbRead = { name: string; hue: number; file: File | null }
/** `payment`: the attempt an unpaid order waits for. */
export type OrderCardRead = {
  order: OrderRow
  itemCount: number
  thumbs: ThumbRead[]
  payment: { state: PaymentState; method: PaymentMethod } | null
}

const fileOf = sql.raw(`case when f.id is null then null else json_build_object('id', f.id, 'sizes', f.sizes) end`)

/** Pieces of a line that are given back or on their way back. */
const piecesBack = sql.raw(`(
    select coalesce(sum((part ->> 'quantity')::int), 0)::int
    from order_refunds b join refunds r on r.id = b.refund_id and r.state <> 'failed' cross join jsonb_array_elements(b.lines) part
    where b.order_id = l.order_id and part ->> 'lineId' = l.id::text)`)

const notesOfOrder = sql<NoteRead[]>`(
  select coalesce(json_agg(json_build_object('number', p.number, 'amount', p.amount::text, 'currency', p.currency, 'issuedAt', p.issued_at,
    'isVoid', r.state = 'failed') order by p.serial), '[]'::json)
  from receipts p join refunds r on r.id = p.refund_id where p.order_id = orders.id and p.kind = 'credit_note')`

const linesOfOrder = sql<LineRead[]>`(
  select coalesce(json_agg(json_build_object('id', l.id, 'variantId', l.variant_id, 'productId', l.product_id, 'slug', l.slug, 'name', l.name, 'title', l.title,
    'sku', l.sku, 'kind', l.kind, 'hue', l.hue, 'quantity', l.quantity, 'refundedQuantity', ${piecesBack}, 'unitPrice', l.unit_price::text, 'total', l.total::text,
    'digitalContent', l.digital_content, 'file', ${fileOf}) order by l.position, l.id), '[]'::json)
  from order_lines l left join files f on f.id = l.file_id where l.order_id = orders.id)`

const eventsOfOrder = sql<EventRead[]>`(
  select coalesce(json_agg(json_build_object('id', e.id::text, 'at', e.at, 'kind', e.kind, 'fromState', e.from_state, 'state', e.state, 'actorKind', e.actor_kind,
    'isInternal', e.is_internal, 'facts', e.facts, 'note', n.body, 'actorName', nullif(concat_ws(' ', u.first_name, u.last_name), '')) order by e.id), '[]'::json)
  from order_events e left join users u on u.id = e.actor_id left join order_notes n on n.event_id = e.id where e.order_id = orders.id)`

const itemCount = sql<number>`(select coalesce(sum(l.quantity), 0)::int from order_lines l where l.order_id = orders.id)`

const thumbs = sql<ThumbRead[]>`(
  select coalesce(json_agg(json_build_object('name', t.name, 'hue', t.hue, 'file', t.file) order by t.position), '[]'::json) from (
    select l.name, l.hue, l.position, ${fileOf} as file from order_lines l left join files f on f.id = l.file_id
    where l.order_id = orders.id order by l.position, l.id limit 4) t)`

const openStates = sql.raw(
  paymentStateNames
    .filter(isOpenPayment)
    .map((state) => `'${state}'`)
    .join(', '),
)
const openPayment = sql<OrderCardRead['payment']>`case when orders.state = 'pending_payment' then (
  select json_build_object('state', p.state, 'method', p.method) from payments p
  where p.order_id = orders.id and p.state in (${openStates}) order by p.attempt desc limit 1) end`

const orderRead = (whose: SQL | undefined) =>
  prepared((db) =>
    db
      .select({ order: getTableColumns(orders), lines: linesOfOrder, events: eventsOfOrder, creditNotes: notesOfOrder })
      .from(orders)
      .where(and(eq(orders.number, sql.placeholder('number')), whose))
      .prepare('order'),
  )
const anyOrder = orderRead(undefined)
const ownOrder = orderRead(eq(orders.userId, sql.placeholder('userId')))

/** An order with its lines and its timeline, in one statement; only this user's when `userId` is given. */
export async function readOrder(db: Db, number: string, userId?: string): Promise<OrderRead | undefined> {
  const [row] = await (userId === undefined ? anyOrder(db).execute({ number }) : ownOrder(db).execute({ number, userId }))
  return row
}

/** The same with who bought it, all their orders that count and what they paid in this order's currency. Still one statement. */
export async function readOrderWithCustomer(db: Db, number: string) {
  const [row] = await db
    .select({
      order: getTableColumns(orders),
      lines: linesOfOrder,
      events: eventsOfOrder,
      creditNotes: notesOfOrder,
      customer: {
        id: users.id,
        firstName: users.firstName,
        lastName: users.lastName,
        username: users.username,
        writeAccess: users.writeAccess,
        orders: sql<number>`(select count(*)::int from orders o where o.user_id = orders.user_id and o.state <> 'cancelled')`,
        spent: sql<string>`(select coalesce(sum(o.captured - o.refunded), 0)::text from orders o where o.user_id = orders.user_id and o.currency = orders.currency)`,
      },
    })
    .from(orders)
    .innerJoin(users, eq(users.id, orders.userId))
    .where(eq(orders.number, number))
  return row
}

export type Place = { at: string; id: string }

/** Newest first, from the place given. Compared as one row, so the index is walked and nothing is skipped or repeated. */
const after = (place: Place | undefined): SQL | undefined =>
  place && sql`(${orders.placedAt}, ${orders.id}) < (${place.at}::timestamptz, ${place.id}::uuid)`

const overStates: OrderState[] = ['delivered', 'cancelled', 'refunded']

export type OrderSearch = {
  userId: string
  q?: string | undefined
  isActive?: boolean | undefined
  place?: Place | undefined
  limit: number
}

/** A customer's orders, newest first. */
export function listOrders(db: Db, { userId, q, isActive, place, limit }: OrderSearch): Promise<OrderCardRead[]> {
  return db
    .select({ order: getTableColumns(orders), itemCount, thumbs, payment: openPayment })
    .from(orders)
    .where(
      and(
        eq(orders.userId, userId),
        isActive === undefined ? undefined : isActive ? notInArray(orders.state, overStates) : inArray(orders.state, overStates),
        q ? matching(q, hasLineLike(db, q)) : undefined,
        after(place),
      ),
    )
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(limit)
}

export type AdminOrderCardRead = OrderCardRead & { firstName: string; lastName: string | null }
export type AdminOrderSearch = { filter: OrderFilter; q?: string | undefined; place?: Place | undefined; limit: number }

/** Everybody's orders, newest first, with who bought. */
export function listAllOrders(db: Db, { filter, q, place, limit }: AdminOrderSearch): Promise<AdminOrderCardRead[]> {
  return db
    .select({
      order: getTableColumns(orders),
      itemCount,
      thumbs,
      payment: openPayment,
      firstName: users.firstName,
      lastName: users.lastName,
    })
    .from(orders)
    .innerJoin(users, eq(users.id, orders.userId))
    .where(and(conditions[filter], q ? matching(q, hasTrackingLike(q), hasCustomerLike(db, q)) : undefined, after(place)))
    .orderBy(desc(orders.placedAt), desc(orders.id))
    .limit(limit)
}

// What is paid at the door has no time to be paid by. Said with literals, as the partial index `orders_pay_by` says it: a count
// of what waits to be paid then never walks through the orders that wait for a rider.
const awaitsCash = sql`(${orders.state} = 'pending_payment' and ${orders.payBy} is null)`
const awaitsPayment = sql`(${orders.state} = 'pending_payment' and ${orders.payBy} is not null)`
const conditions: Record<OrderFilter, SQL | undefined> = {
  to_send: or(inArray(orders.state, ['payment_confirmed', 'processing']), awaitsCash),
  to_pay: awaitsPayment,
  on_the_way: eq(orders.state, 'shipped'),
  problems: isNotNull(orders.problem),
  all: undefined,
}

/** How many orders each filter shows that asks for work, up to `countedUpTo`, in one statement. */
export async function countOrders(db: Db): Promise<OrderCounts> {
  const count = (filter: OrderFilter) => {
    const some = db
      .select({ one: sql`1` })
      .from(orders)
      .where(conditions[filter])
      .limit(countedUpTo)
    return sql`(select count(*)::int from ${some} as counted)`
  }
  const filters = orderFilters.filter((each) => each !== 'all')
  const selected = sql.join(
    filters.map((filter) => sql`${count(filter)} as ${sql.identifier(filter)}`),
    sql`, `,
  )
  const [row] = await rowsOf<OrderCounts>(db, sql`select ${selected}`)
  if (!row) throw new Error('A count answers with a row')
  return row
}

/** A whole number is looked up in its index; anything else is looked for everywhere. */
function matching(q: string, ...elsewhere: SQL[]): SQL | undefined {
  const number = asWholeNumber(q)
  return number ? eq(orders.number, number) : or(hasNumberLike(q), ...elsewhere)
}

/** As read aloud or typed: any case, with or without the dashes. */
function hasNumberLike(q: string): SQL {
  const bare = q.replace(/[\s-]/g, '')
  return sql`replace(${orders.number}, '-', '') ilike ${containing(bare || q)}`
}

function hasTrackingLike(q: string): SQL {
  return sql`${orders.trackingNumber} ilike ${containing(q)}`
}

function hasLineLike(db: Db, q: string): SQL {
  const pattern = containing(q)
  const found = db
    .select({ one: sql`1` })
    .from(orderLines)
    .where(
      and(sql`${orderLines.orderId} = ${orders.id}`, sql`(${orderLines.name} ilike ${pattern} or ${orderLines.title} ilike ${pattern})`),
    )
  return exists(found)
}

function hasCustomerLike(db: Db, q: string): SQL {
  const pattern = containing(q.replace(/^@/, ''))
  const found = db
    .select({ id: users.id })
    .from(users)
    .where(sql`(concat_ws(' ', ${users.firstName}, ${users.lastName}) ilike ${pattern} or ${users.username} ilike ${pattern})`)
  return inArray(orders.userId, found)
}
