import { desc, lt, sql } from 'drizzle-orm'
import type { Today } from 'shared/admin.schema'
import type { Currency } from 'shared/currencies'
import type { PaymentMethod } from 'shared/payments'
import { rowsOf, type Db } from '../../platform/db.ts'
import { auditEntries } from '../../platform/tables.ts'
import { products, stockLevels, variants } from '../catalog/tables.ts'
import { orders } from '../orders/tables.ts'
import { paymentCases, paymentMovements, payments } from '../payments/tables.ts'
import { deliveryOptions } from '../shipping/tables.ts'
import { users } from '../users/tables.ts'

/** The shop's day so far, and the same stretch of the day before, as the shop's clock tells them. */
export type Day = { day: string; hour: number; from: Date; now: Date; before: { from: Date; until: Date } }

/** The database knows every time zone and its changes of the clock. */
export async function readDay(db: Db, { now, timeZone }: { now: Date; timeZone: string }): Promise<Day> {
  const at = sql`${now.toISOString()}::timestamptz at time zone ${timeZone}`
  const [row] = await rowsOf<{ day: string; hour: number; from: Date | string; beforeFrom: Date | string; beforeUntil: Date | string }>(
    db,
    sql`select to_char(${at}, 'YYYY-MM-DD') as day, extract(hour from ${at})::int as hour,
          date_trunc('day', ${at}) at time zone ${timeZone} as from,
          (date_trunc('day', ${at}) - interval '1 day') at time zone ${timeZone} as "beforeFrom",
          (${at} - interval '1 day') at time zone ${timeZone} as "beforeUntil"`,
  )
  if (!row) throw new Error('The clock answers with a row')
  return {
    day: row.day,
    hour: row.hour,
    from: new Date(row.from),
    now,
    before: { from: new Date(row.beforeFrom), until: new Date(row.beforeUntil) },
  }
}

type Takings = { currency: Currency; today: string; before: string; hours: { hour: number; amount: string }[] }

/**
 * Captures by the currency of their orders, today by hour, and yesterday up to this time. A payment in another currency is
 * asked for the whole order, so each unit of it is worth its part of the total; one that came in neither currency counts as
 * what it is. What went back is not taken off.
 */
export function readTakings(db: Db, { day, timeZone }: { day: Day; timeZone: string }): Promise<Takings[]> {
  const from = day.from.toISOString()
  return rowsOf<Takings>(
    db,
    sql`with taken as (
        select m.occurred_at,
          case when m.currency = p.currency then o.currency else m.currency end as currency,
          case when m.currency = p.currency and m.currency <> o.currency then round(o.total * m.amount / p.amount) else m.amount end as amount
        from ${paymentMovements} m join ${payments} p on p.id = m.payment_id join ${orders} o on o.id = p.order_id
        where m.kind = 'capture' and m.occurred_at >= ${day.before.from.toISOString()}::timestamptz
          and m.occurred_at <= ${day.now.toISOString()}::timestamptz
      ), hours as (
        select currency, extract(hour from occurred_at at time zone ${timeZone})::int as hour, sum(amount)::text as amount from taken
        where occurred_at >= ${from}::timestamptz group by 1, 2
      )
      select currency,
        coalesce(sum(amount) filter (where occurred_at >= ${from}::timestamptz), 0)::text as today,
        coalesce(sum(amount) filter (where occurred_at < ${day.before.until.toISOString()}::timestamptz), 0)::text as before,
        (select coalesce(json_agg(json_build_object('hour', hour, 'amount', amount)), '[]'::json) from hours h
          where h.currency = taken.currency) as hours
      from taken group by currency order by currency`,
  )
}

/** Orders that stand: paid, or to be paid at the door, and not called off. */
export async function readOrderCounts(
  db: Db,
  { day, currency }: { day: Day; currency: string },
): Promise<{ today: number; before: number; value: string; valued: number }> {
  const [row] = await rowsOf<{ today: number; before: number; value: string; valued: number }>(
    db,
    sql`select
        (count(*) filter (where placed_at >= ${day.from.toISOString()}::timestamptz))::int as today,
        (count(*) filter (where placed_at < ${day.before.until.toISOString()}::timestamptz))::int as before,
        coalesce(sum(total) filter (where placed_at >= ${day.from.toISOString()}::timestamptz and currency = ${currency}), 0)::text as value,
        (count(*) filter (where placed_at >= ${day.from.toISOString()}::timestamptz and currency = ${currency}))::int as valued
      from ${orders}
      where placed_at >= ${day.before.from.toISOString()}::timestamptz and placed_at <= ${day.now.toISOString()}::timestamptz
        and state <> 'cancelled' and (state <> 'pending_payment' or method = 'cash_on_delivery')`,
  )
  if (!row) throw new Error('A count answers with a row')
  return row
}

export function readMethods(db: Db, { day }: { day: Day }): Promise<{ method: PaymentMethod; started: number; succeeded: number }[]> {
  return rowsOf(
    db,
    sql`select method, count(*)::int as started,
        (count(*) filter (where state = 'succeeded'))::int as succeeded
      from ${payments} where created_at >= ${day.from.toISOString()}::timestamptz and created_at <= ${day.now.toISOString()}::timestamptz
      group by method order by count(*) desc, method`,
  )
}

type Need = Today['needsYou'][number]

/** What waits for a person, each with the order that waits longest. One statement. */
export async function readNeeds(db: Db): Promise<Need[]> {
  const oldest = sql`(array_agg(number order by placed_at, id))[1]`
  return rowsOf<Need>(
    db,
    sql`select kind, count, "orderNumber" from (
        select 1 as position, 'payment_case' as kind, count(*)::int as count, (array_agg(o.number order by c.created_at, c.id))[1] as "orderNumber"
          from ${paymentCases} c left join ${orders} o on o.id = c.order_id where c.resolved_at is null
        union all
        select 2, 'to_accept', count(*)::int, ${oldest} from ${orders} where state = 'pending_payment' and method = 'cash_on_delivery'
        union all
        select 3, 'to_send', count(*)::int, ${oldest} from ${orders} where state in ('payment_confirmed', 'processing')
        union all
        select 4, 'low_stock', count(distinct p.id)::int, null from ${stockLevels} s
          join ${variants} v on v.id = s.variant_id and v.is_active join ${products} p on p.id = v.product_id and p.status = 'active'
          where s.on_hand - s.reserved <= s.low_stock_at
        union all
        select 5, 'unreachable', count(distinct u.id)::int, (array_agg(o.number order by o.placed_at, o.id))[1] from ${orders} o
          join ${users} u on u.id = o.user_id and u.write_access = 'blocked'
          where o.state in ('pending_payment', 'payment_confirmed', 'processing', 'shipped')
        union all
        -- A shop of nothing but digital goods need not deliver anywhere.
        select 0, 'no_delivery', 1, null where not exists (select 1 from ${deliveryOptions} where is_active) and (
          exists (select 1 from ${products} where status = 'active' and kind = 'physical') or not exists (select 1 from ${products} where status = 'active'))
      ) needs where count > 0 order by position`,
  )
}

/** Who changed what, newest first, from below the id given. */
export function listAudit(db: Db, { below, limit }: { below?: number | undefined; limit: number }) {
  return db
    .select()
    .from(auditEntries)
    .where(below === undefined ? undefined : lt(auditEntries.id, below))
    .orderBy(desc(auditEntries.id))
    .limit(limit)
}
