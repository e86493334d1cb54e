import { sql } from 'drizzle-orm'
import type { PaymentMethod } from 'shared/payments'
import { rowsOf } from '../platform/db.ts'
import type { Payable } from './drivers/driver.ts'
import type { Shop } from './shop.ts'

/** What a run sees of the shop's own tables to choose what happens next. Everything is done over HTTP. */

export type PlacedOrder = { id: string; number: string; telegramId: number; state: string }

const wishes = {
  any: sql`true`,
  'waits to be paid': sql`o.state = 'pending_payment' and o.method <> 'cash_on_delivery'`,
  'holds money': sql`o.captured > o.refunded`,
  'waits for money by hand': sql`exists (select 1 from payment_cases c where c.order_id = o.id and c.kind = 'refund_by_hand' and c.resolved_at is null)`,
  'goes on': sql`o.state not in ('delivered', 'cancelled', 'refunded')`,
}
export type Wish = keyof typeof wishes

/** The newest orders that are as wished, the oldest of them first. */
export async function lastOrders({ db }: Shop, wish: Wish, most: number): Promise<PlacedOrder[]> {
  const rows = await rowsOf<PlacedOrder & { telegramId: string }>(
    db,
    sql`select o.id, o.number, o.state, u.telegram_id as "telegramId" from orders o join users u on u.id = o.user_id
        where ${wishes[wish]} order by o.placed_at desc, o.id desc limit ${most}`,
  )
  return rows.map((row) => ({ ...row, telegramId: Number(row.telegramId) })).toReversed()
}

export async function paymentsOfOrder({ db }: Shop, orderId: string): Promise<(Payable & { method: PaymentMethod })[]> {
  type Row = Omit<Payable, 'amount' | 'telegramId' | 'settledAt'> & {
    method: PaymentMethod
    amount: string
    telegramId: string
    settledAt: string | null
  }
  const rows = await rowsOf<Row>(
    db,
    sql`select p.id, p.method, p.reference, p.state, p.amount::text, p.currency, u.telegram_id::text as "telegramId",
          to_char(p.settled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "settledAt"
        from payments p join users u on u.id = p.user_id where p.order_id = ${orderId}::uuid order by p.attempt`,
  )
  return rows.map((row) => ({
    ...row,
    amount: BigInt(row.amount),
    telegramId: Number(row.telegramId),
    settledAt: row.settledAt === null ? null : new Date(row.settledAt),
  }))
}

/** What the gateways of one way to pay call our payments, and what each asks for. */
export async function referencesOf({ db }: Shop, method: PaymentMethod): Promise<{ id: string; reference: string; amount: bigint }[]> {
  const rows = await rowsOf<{ id: string; reference: string; amount: string }>(
    db,
    sql`select id, reference, amount::text from payments where method = ${method} and reference is not null order by address_index`,
  )
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }))
}
