import { sql, type SQL } from 'drizzle-orm'
import { ownSettlementKinds, type MovementKind } from 'shared/payments'
import { rowsOf, type Db } from '../../platform/db.ts'
import { settlementBalances, settlementLines, type SettlementLineRow } from './tables.ts'

/** Inserts what was not told before. */
export function insertSettled(db: Db, rows: readonly (typeof settlementLines.$inferInsert)[]): Promise<SettlementLineRow[]> {
  return db
    .insert(settlementLines)
    .values([...rows])
    .onConflictDoNothing()
    .returning()
}

export async function keepHeld(db: Db, row: typeof settlementBalances.$inferInsert): Promise<void> {
  const { gateway, currency, held, at } = row
  await db
    .insert(settlementBalances)
    .values(row)
    .onConflictDoUpdate({ target: [settlementBalances.gateway, settlementBalances.currency], set: { gateway, currency, held, at } })
}

export type Unsettled = {
  rule: 'untold' | 'unbooked' | 'differs' | 'unexplained'
  subject: string
  orderId: string | null
  paymentId: string | null
  amount: string
  currency: string
  detail: string
}

/** How much a movement adds to what a gateway holds. */
const signed = sql`case when m.kind in ('capture', 'refund_reversal', 'chargeback_reversal') then m.amount else -m.amount end`
const sameMovement = sql`m.gateway = l.gateway and m.kind = l.kind and m.external_id = l.external_id`
const among = (values: readonly string[]): SQL =>
  sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`
/** The payment a line names by our id. Others name it by theirs, and only what looks like an id of ours can be read as one. */
const ourId = sql`case when l.reference ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then l.reference::uuid end`
const ofItself = sql`l.kind in ${among(ownSettlementKinds)}`

/**
 * Where a gateway's settlement and our movements disagree: movements of the kinds it tells of that it has not told of by `told`,
 * lines whose movement a payment of ours lacks (what somebody else paid and was given back adds up to nothing), amounts that differ, and what is neither a
 * movement, a fee nor a payout.
 */
export function findUnsettled(
  db: Db,
  { gateway, kinds, from, told }: { gateway: string; kinds: readonly MovementKind[]; from: Date; told: Date },
): Promise<Unsettled[]> {
  return rowsOf<Unsettled>(
    db,
    sql`
    select 'untold' as rule, m.id::text as subject, p.order_id as "orderId", p.id as "paymentId", m.amount::text, m.currency,
      m.kind || ' ' || m.external_id as detail
    from payment_movements m join payments p on p.id = m.payment_id
    left join settlement_lines l on ${sameMovement}
    where m.gateway = ${gateway} and m.kind in ${among(kinds)} and m.occurred_at >= ${from.toISOString()} and m.occurred_at < ${told.toISOString()} and l.id is null
    union all
    select 'unbooked', p.id::text || ':' || min(l.line), min(p.order_id::text)::uuid, p.id, abs(sum(l.amount))::text, l.currency,
      string_agg(l.kind || ' ' || l.external_id, ', ' order by l.line)
    from settlement_lines l cross join lateral (
      select id, order_id from payments where gateway = l.gateway and reference = l.reference
      union
      select id, order_id from payments where gateway = l.gateway and id = ${ourId}
    ) p
    left join payment_movements m on ${sameMovement}
    where l.gateway = ${gateway} and l.occurred_at >= ${from.toISOString()} and not (${ofItself}) and m.id is null
    group by p.id, l.currency having sum(l.amount) <> 0
    union all
    select 'differs', min(l.line), min(p.order_id::text)::uuid, p.id, abs(sum(l.amount) - min(${signed}))::text, m.currency,
      m.kind || ' ' || m.external_id || ': ' || min(${signed})::text || ' booked, ' || sum(l.amount)::text || ' ' || l.currency || ' settled'
    from settlement_lines l join payment_movements m on ${sameMovement} join payments p on p.id = m.payment_id
    where l.gateway = ${gateway} and l.occurred_at >= ${from.toISOString()}
    group by m.id, m.kind, m.external_id, m.currency, l.currency, p.id having sum(l.amount) <> min(${signed}) or l.currency <> m.currency
    union all
    select 'unexplained', l.line, null::uuid, null::uuid, abs(l.kept)::text, l.kept_currency, l.line
    from settlement_lines l where l.gateway = ${gateway} and l.occurred_at >= ${from.toISOString()} and l.kind = 'other'
    limit 200`,
  )
}

export type SettledDay = {
  gateway: string
  day: string
  currency: string
  expected: string
  actual: string
  waiting: string
  fees: string
  paidOut: string
}

/**
 * Per gateway, day and currency: what our movements say, what the gateway says, what it took and paid out. A line counts for the
 * day of its movement, so a difference is one of money, never one of midnight. What moved since `told` may still be told of: it waits,
 * and so does what moved before anybody could read of it. Lines from before `since` belong to no movement of these days.
 */
export function listSettledDays(
  db: Db,
  {
    gateways,
    from,
    since,
    told,
  }: { gateways: readonly { id: string; kinds: readonly MovementKind[] }[]; from: Date; since: Date; told: Date },
): Promise<SettledDay[]> {
  if (gateways.length === 0) return Promise.resolve([])
  const toldOf = gateways.map(({ id, kinds }) => sql`(m.gateway = ${id} and m.kind in ${among(kinds)})`)
  return rowsOf<SettledDay>(
    db,
    sql`
    with due as (
      select m.gateway, m.occurred_at as at, m.currency, ${signed} as amount,
        m.occurred_at < ${told.toISOString()} and m.occurred_at >= r.began_at
          or exists (select 1 from settlement_lines l where ${sameMovement}) as is_due
      from payment_movements m left join settlement_readings r on r.gateway = m.gateway
      where m.occurred_at >= ${from.toISOString()} and (${sql.join(toldOf, sql` or `)})
    ), each as (
      select gateway, at, currency, case when is_due then amount else 0 end as expected, 0::numeric as actual,
        case when is_due then 0 else amount end as waiting, 0::numeric as fees, 0::numeric as paid_out
      from due
      union all
      select l.gateway, coalesce(m.occurred_at, l.occurred_at), l.currency, 0, l.amount, 0, 0, 0
      from settlement_lines l left join payment_movements m on ${sameMovement}
      where l.occurred_at >= ${since.toISOString()} and not (${ofItself})
      union all
      select l.gateway, l.occurred_at, l.kept_currency, 0, case l.kind when 'other' then l.kept else 0 end, 0,
        l.fee + case l.kind when 'fee' then -l.kept else 0 end, case l.kind when 'payout' then -l.kept else 0 end
      from settlement_lines l where l.occurred_at >= ${from.toISOString()} and (l.fee <> 0 or ${ofItself})
    )
    select gateway, to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, currency, sum(expected)::text as expected, sum(actual)::text as actual, sum(waiting)::text as waiting,
      sum(fees)::text as fees, sum(paid_out)::text as "paidOut"
    from each where gateway in ${among(gateways.map(({ id }) => id))} and at >= ${from.toISOString()}
    group by 1, 2, 3 order by 2 desc, 1, 3`,
  )
}

export type HeldRow = { gateway: string; currency: string; booked: string; held: string | null; onHold: string; at: string | null }

/** Per gateway and currency: what our book says they hold, what they said last, and how much of it is not free yet. */
export function listHeldNow(db: Db, { now }: { now: Date }): Promise<HeldRow[]> {
  return rowsOf<HeldRow>(
    db,
    sql`
    with booked as (
      select substr(account, length('clearing:') + 1) as gateway, currency, sum(amount) as amount
      from ledger_entries where account like 'clearing:%' group by 1, 2
    ), waiting as (
      select gateway, kept_currency as currency, sum(kept - fee) as amount from settlement_lines
      where available_at > ${now.toISOString()} group by 1, 2
    )
    select b.gateway, b.currency, b.amount::text as booked, h.held::text as held, coalesce(w.amount, 0)::text as "onHold",
      to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from booked b
    left join settlement_balances h on h.gateway = b.gateway and h.currency = b.currency
    left join waiting w on w.gateway = b.gateway and w.currency = b.currency
    where b.amount <> 0 or h.held is not null
    order by 1, 2`,
  )
}
