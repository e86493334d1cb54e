import { sql, type SQL } from 'drizzle-orm'
import { orderCan, type OrderState } from 'shared/orders'
import { findBrokenBooks } from '../modules/payments/queries-ledger.ts'
import { rowsOf } from '../platform/db.ts'
import { drivers } from './drivers/index.ts'
import type { Truth } from './drivers/driver.ts'
import type { Shop } from './shop.ts'

/** Rules as questions: each row that is found breaks one. `subject` is what a person would look at. */
type Rule = { rule: string; broken: SQL }

/** What holds at any moment, whatever is on its way. */
const always: readonly Rule[] = [
  {
    rule: 'at most one payment of an order is open',
    broken: sql`select order_id::text as subject from payments where state in ('starting', 'requires_action', 'unknown', 'processing', 'authorized')
      group by order_id having count(*) > 1`,
  },
  {
    rule: 'never more refunds are promised than were captured',
    broken: sql`select p.id::text as subject from payments p join refunds r on r.payment_id = p.id where r.state <> 'failed'
      group by p.id having sum(r.amount) > p.captured`,
  },
  {
    rule: 'what is reserved is what orders were promised',
    broken: sql`select l.variant_id::text || ' ' || l.reserved || ' <> ' || coalesce(sum(r.quantity), 0) as subject
      from stock_levels l left join reservations r on r.variant_id = l.variant_id and r.state = 'reserved'
      group by l.variant_id having l.reserved <> coalesce(sum(r.quantity), 0)`,
  },
  {
    rule: 'what is on hand is what came less what went',
    broken: sql`select l.variant_id::text || ' ' || l.on_hand || ' <> ' || coalesce(sum(m.delta), 0) as subject
      from stock_levels l left join stock_movements m on m.variant_id = l.variant_id
      group by l.variant_id having l.on_hand <> coalesce(sum(m.delta), 0) or l.on_hand < 0 or l.reserved < 0`,
  },
  {
    rule: 'an order’s goods are promised while it waits, sold once it goes on, and free or sold when it ended',
    broken: sql`select o.number || ' ' || o.state || ' ' || r.state as subject from orders o join reservations r on r.order_id = o.id
      where (o.state = 'pending_payment' and r.state <> 'reserved')
        or (o.state in ('payment_confirmed', 'processing', 'shipped', 'delivered') and r.state <> 'committed')
        or (o.state in ('cancelled', 'refunded') and r.state = 'reserved')`,
  },
  {
    rule: 'every physical line has its goods',
    broken: sql`select o.number as subject from orders o join order_lines l on l.order_id = o.id and l.kind = 'physical'
      left join reservations r on r.order_id = o.id and r.variant_id = l.variant_id and r.quantity = l.quantity where r.id is null`,
  },
  {
    rule: 'an order is confirmed only when it is paid in full',
    broken: sql`select o.number as subject from orders o join order_events e on e.order_id = o.id and e.state = 'payment_confirmed' and e.kind = 'moved'
      where (e.facts ->> 'amount')::numeric < o.total`,
  },
  {
    rule: 'an order goes on without money only on a promise',
    broken: sql`select o.number as subject from orders o join order_events e on e.order_id = o.id and e.from_state = 'pending_payment' and e.state = 'processing'
      where not exists (select 1 from payments p where p.order_id = o.id and p.method = 'cash_on_delivery')`,
  },
  {
    rule: 'an order knows no more money than its payments',
    broken: sql`select o.number || ' ' || o.captured || ' ' || o.refunded as subject from orders o left join payments p on p.order_id = o.id and p.state = 'succeeded'
      group by o.id having o.captured > coalesce(sum(round(case when p.currency = o.currency then p.captured else p.captured * o.total / p.amount end)), 0) + count(p.id)`,
  },
  {
    rule: 'each order was placed once, with its total',
    broken: sql`select o.number as subject from orders o left join order_lines l on l.order_id = o.id
      group by o.id having o.subtotal <> sum(l.total) or (select count(*) from order_events e where e.order_id = o.id and e.kind = 'placed') <> 1`,
  },
  {
    rule: 'a refund that is over is not tried any more',
    broken: sql`select id::text || ' ' || state as subject from refunds where state in ('succeeded', 'failed') and next_try_at is not null`,
  },
  {
    rule: 'nobody is asked what became of a payment that is known',
    broken: sql`select p.id::text || ' ' || p.state as subject from payment_cases c join payments p on p.id = c.payment_id
      where c.kind = 'unknown_outcome' and c.resolved_at is null and p.state <> 'unknown'`,
  },
  {
    rule: 'no gateway’s reference is used twice',
    broken: sql`select gateway || ' ' || reference as subject from payments where reference is not null group by gateway, reference having count(*) > 1`,
  },
]

/** What holds once everything had time enough. */
const inTheEnd: readonly Rule[] = [
  {
    rule: 'no payment stays open that its gateway says anything of',
    broken: sql`select p.id::text || ' ' || p.method || ' ' || p.state || ' of ' || o.number || ' ' || o.state as subject
      from payments p join orders o on o.id = p.order_id
      where p.state in ('starting', 'requires_action', 'unknown', 'processing', 'authorized')
        and not (p.method = 'cash_on_delivery' and p.state = 'authorized' and o.state in ('pending_payment', 'processing', 'shipped'))
        and not exists (select 1 from payment_cases c where c.payment_id = p.id and c.kind = 'unknown_outcome' and c.resolved_at is null)`,
  },
  {
    rule: 'no order waits for money that came, or beyond its time',
    broken: sql`select o.number as subject from orders o where o.state = 'pending_payment' and (o.pay_by is not null or o.captured - o.refunded >= o.total)
      and not exists (select 1 from payment_cases c where c.order_id = o.id and (c.resolved_at is null or c.resolved_by is not null))`,
  },
  {
    rule: 'no job is left',
    broken: sql`select queue || ' ' || state || ' ' || tries || ' ' || coalesce(why, '') as subject from simulation.jobs`,
  },
  {
    rule: 'no signal is left',
    broken: sql`select gateway || ' ' || dedupe_key || ' ' || tries || ' ' || coalesce(last_error, '') as subject from webhook_inbox where handled_at is null`,
  },
  {
    rule: 'no refund is on its way',
    broken: sql`select r.id::text || ' ' || r.state || ' ' || coalesce(r.failure_code, '') || ' tries ' || r.tries as subject
      from refunds r where r.state not in ('succeeded', 'failed')
        and not exists (select 1 from payment_cases c where c.dedupe_key in ('by-hand:' || r.id, 'refund:' || r.id))`,
  },
  {
    rule: 'no message waits or could not be sent',
    broken: sql`select template || ' ' || state || ' ' || tries || ' ' || coalesce(last_error, '') as subject from notifications where state not in ('sent', 'skipped')`,
  },
  {
    rule: 'an order’s sums are those of its payments',
    broken: sql`select o.number || ' ' || o.captured || ' ' || o.refunded as subject from orders o left join payments p on p.order_id = o.id and p.state = 'succeeded'
      group by o.id having abs(o.captured - coalesce(sum(case when p.currency = o.currency then p.captured else p.captured * o.total / p.amount end), 0)) > count(p.id)
        or abs(o.refunded - coalesce(sum(case when p.currency = o.currency then p.refunded else p.refunded * o.total / p.amount end), 0)) > count(p.id)`,
  },
  {
    rule: 'an order that ended keeps no money without a person knowing of it',
    broken: sql`select o.number || ' ' || o.state || ' holds ' || sum(p.captured - p.refunded) as subject from orders o join payments p on p.order_id = o.id
      where o.state in ('cancelled', 'refunded') and p.captured > p.refunded
        and not exists (select 1 from payment_cases c where c.payment_id = p.id and (c.resolved_at is null or c.resolved_by is not null))
      group by o.id`,
  },
  {
    rule: 'nobody pays for an order twice without a person knowing of it',
    broken: sql`select o.number || ' ' || sum(p.captured - p.refunded) as subject from orders o
      join payments p on p.order_id = o.id and p.currency = o.currency where o.state not in ('cancelled', 'refunded')
        and not exists (select 1 from payment_cases c where c.order_id = o.id and (c.resolved_at is null or c.resolved_by is not null))
      group by o.id having sum(p.captured - p.refunded) > o.total`,
  },
  {
    rule: 'who paid was told once',
    broken: sql`select o.number || ' ' || count(n.id) as subject from orders o join order_events e on e.order_id = o.id and e.kind = 'moved' and e.state = 'payment_confirmed'
      left join notifications n on n.user_id = o.user_id and n.dedupe_key like 'order.moved:' || o.id || ':%'
        and n.template in ('orderPaid', 'orderReady')
      group by o.id having count(n.id) <> 1`,
  },
  {
    rule: 'money taken as asked is not in conflict',
    broken: sql`select p.id::text as subject from payments p where p.state <> 'succeeded' and p.captured = p.amount and not exists (
      select 1 from payment_cases c where c.payment_id = p.id)`,
  },
]

/** @returns every rule that is broken now, in words */
export async function findBroken(shop: Shop, { isQuiet }: { isQuiet: boolean }): Promise<string[]> {
  const { db, faults } = shop
  const broken: string[] = [...faults]
  for (const { rule, broken: question } of isQuiet ? [...always, ...inTheEnd] : always) {
    for (const { subject } of (await rowsOf<{ subject: string }>(db, question)).slice(0, 5)) broken.push(`${rule}: ${subject}`)
  }
  for (const { rule, subject, expected, found } of await findBrokenBooks(db))
    broken.push(`${rule}: ${subject}, ${expected} expected, ${found} found`)
  return [...broken, ...(await brokenTimelines(shop)), ...(await brokenTruth(shop, isQuiet)), ...(isQuiet ? await lostStrays(shop) : [])]
}

/** Every timeline goes step by step, each one legal, and ends where its order is. */
async function brokenTimelines({ db }: Shop): Promise<string[]> {
  type Told = { number: string; current: OrderState; steps: [OrderState, OrderState][] }
  const orders = await rowsOf<Told>(
    db,
    sql`select o.number, o.state as current, coalesce(json_agg(json_build_array(e.from_state, e.state) order by e.id) filter (where e.id is not null), '[]') as steps
        from orders o left join order_events e on e.order_id = o.id and e.kind = 'moved' group by o.id`,
  )
  return orders.flatMap(({ number, current, steps }) => {
    let at: OrderState = 'pending_payment'
    for (const [from, to] of steps) {
      if (from !== at || !orderCan(from, to)) return [`timelines are legal: ${number} went from ${at} by ${from} to ${to}`]
      at = to
    }
    return at === current ? [] : [`timelines end where the order is: ${number} is ${current}, told ${at}`]
  })
}

/** What a gateway has not said for days lies before a person: it may have gone back. */
const isBetween = (told: bigint, known: bigint, unsaid: bigint) => told >= known && told <= known + unsaid

/** We never believe in more than happened; and in the end in exactly that. */
async function brokenTruth(shop: Shop, isQuiet: boolean): Promise<string[]> {
  type Row = { id: string; number: string; state: string; captured: string; refunded: string; unsaid: string }
  const nothing: Truth = { captured: 0n, refunded: 0n }
  const broken: string[] = []
  for (const { method, truth, refundsByHand } of drivers) {
    const rows = await rowsOf<Row>(
      shop.db,
      sql`select p.id, o.number, p.state, p.captured::text, p.refunded::text, coalesce((
            select sum(r.amount) from refunds r join payment_cases c on c.dedupe_key = 'refund:' || r.id
            where r.payment_id = p.id and r.state in ('pending', 'unknown')), 0)::text as unsaid
          from payments p join orders o on o.id = p.order_id where p.method = ${method}`,
    )
    const sums = await truth(shop)
    for (const { id, number, state, captured, refunded, unsaid } of rows) {
      const told = sums.get(id) ?? nothing
      sums.delete(id)
      const isRight = isQuiet
        ? BigInt(captured) === told.captured && (refundsByHand || isBetween(told.refunded, BigInt(refunded), BigInt(unsaid)))
        : BigInt(captured) <= told.captured
      if ((told.asked ?? 0) > 1) broken.push(`a payment is begun once at its gateway: ${number} ${method} ${id} ${told.asked} times`)
      if (!isRight)
        broken.push(
          `we know of what happened: ${number} ${method} ${state} ${id}, captured ${captured} of ${told.captured}, refunded ${refunded} of ${told.refunded}`,
        )
    }
    for (const [id, { captured }] of sums) if (captured > 0n) broken.push(`money is for a payment of ours: ${method} ${id} ${captured}`)
  }
  return broken
}

/** What is nobody's went back, or somebody looks at it; and nothing else is taken for nobody's. */
async function lostStrays(shop: Shop): Promise<string[]> {
  type Case = { kind: string; key: string; open: boolean }
  const known = await rowsOf<Case>(shop.db, sql`select kind, dedupe_key as key, resolved_at is null as open from payment_cases order by id`)
  const strays = drivers.flatMap(({ method, strays }) => [...(strays?.(shop) ?? [])].map(([id, { isBack }]) => ({ method, id, isBack })))
  const lost = strays.filter(({ id, isBack }) => !isBack && !known.some(({ key, open }) => open && key.includes(id)))
  const taken = known.filter(({ kind, key }) => kind === 'orphan' && !strays.some(({ id }) => key.includes(id)))
  return [
    ...lost.map(({ method, id }) => `unmatched money goes back or is an open case: ${method} ${id}`),
    ...taken.map(({ key }) => `what is a payment’s is never taken for nobody’s: ${key}`),
  ]
}
