import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lte, ne, or, sql } from 'drizzle-orm'
import { paymentStateNames, isOpenPayment, type MovementKind, type PaymentMethod, type PaymentState } from 'shared/payments'
import type { Db } from '../../platform/db.ts'
import { prepared, preparedSql } from '../../platform/prepared.ts'
import { rowsAsJson } from '../../platform/rows.ts'
import { orders } from '../orders/tables.ts'
import { users } from '../users/tables.ts'
import {
  addressCounters,
  gatewayCustomers,
  paymentMovements,
  payments,
  subscriptionCharges,
  type MovementRow,
  type PaymentRow,
  type SubscriptionChargeRow,
} from './tables.ts'

export const openStates: PaymentState[] = paymentStateNames.filter(isOpenPayment)

/** Payments of these orders, by order, the first attempt first. One statement. */
export async function paymentsOf(db: Db, orderIds: readonly string[]): Promise<Map<string, PaymentRow[]>> {
  const found = new Map<string, PaymentRow[]>(orderIds.map((orderId) => [orderId, []]))
  if (orderIds.length === 0) return found
  const rows = await db
    .select()
    .from(payments)
    .where(inArray(payments.orderId, [...orderIds]))
    .orderBy(asc(payments.orderId), asc(payments.attempt))
  for (const row of rows) found.get(row.orderId)?.push(row)
  return found
}

const asPayments = rowsAsJson(payments)
const insertingNext = preparedSql<{ attempt: number }>(sql`
  insert into ${payments} select next.* from (select ${sql.placeholder('payment')}::text::jsonb -> 0 as given) one,
    jsonb_populate_record(null::${payments}, given || jsonb_build_object('attempt', (
      select coalesce(max(attempt), 0) + 1 from ${payments} where order_id = (given ->> 'order_id')::uuid))) next
  on conflict do nothing returning attempt`)

/** Inserts the next attempt, unless the order has an open one or one with this key. */
export async function insertPayment(db: Db, row: Omit<PaymentRow, 'attempt'>): Promise<PaymentRow | undefined> {
  const [inserted] = await insertingNext(db, { payment: asPayments([{ ...row, attempt: 0 }]) })
  return inserted && { ...row, attempt: inserted.attempt }
}

/** The next address of a chain, never given to anybody else: the row stays locked until the commit. */
export async function takeAddress(db: Db, chain: string): Promise<number> {
  const [row] = await db
    .insert(addressCounters)
    .values({ chain, next: 1 })
    .onConflictDoUpdate({ target: addressCounters.chain, set: { next: sql`${addressCounters.next} + 1` } })
    .returning({ next: addressCounters.next })
  return (row?.next ?? 1) - 1
}

/** Whose payment this payer is still being asked about. */
export async function findOpenPush(db: Db, payerKey: string): Promise<Pick<PaymentRow, 'userId'> | undefined> {
  const [found] = await db
    .select({ userId: payments.userId })
    .from(payments)
    .where(and(eq(payments.payerKey, payerKey), inArray(payments.state, ['starting', 'requires_action'])))
    .limit(1)
  return found
}

/** How many questions that came to nothing were put to this payer, or by this person to whoever, since then. */
export async function countRefusedPushes(db: Db, { payerKey, userId, since }: { payerKey: string; userId: string; since: Date }) {
  return db.$count(
    payments,
    and(
      isNotNull(payments.payerKey),
      or(eq(payments.payerKey, payerKey), eq(payments.userId, userId)),
      inArray(payments.state, ['failed', 'cancelled', 'expired']),
      // Nobody's phone rang for these.
      sql`${payments.failure} is distinct from 'gateway_unavailable'`,
      gte(payments.createdAt, since),
    ),
  )
}

/** Whether the same person was asked for the same sum by the same gateway while this payment could be paid. */
export async function hasTwin(db: Db, payment: PaymentRow): Promise<boolean> {
  const found = await db
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(
        eq(payments.userId, payment.userId),
        eq(payments.gateway, payment.gateway),
        eq(payments.amount, payment.amount),
        ne(payments.id, payment.id),
        payment.expiresAt ? lte(payments.createdAt, payment.expiresAt) : undefined,
        or(isNull(payments.expiresAt), gte(payments.expiresAt, payment.createdAt)),
      ),
    )
    .limit(1)
  return found.length > 0
}

export async function findPaymentByKey(db: Db, orderId: string, idempotencyKey: string): Promise<PaymentRow | undefined> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.orderId, orderId), eq(payments.idempotencyKey, idempotencyKey)))
  return row
}

export async function findPayment(db: Db, id: string): Promise<PaymentRow | undefined> {
  const [row] = await db.select().from(payments).where(eq(payments.id, id))
  return row
}

/**
 * The row under lock: whoever holds it is the only one to change the payment, its movements and its refunds. Not a lock on
 * its key, so that rows that merely point at it can be written meanwhile.
 */
export async function lockPayment(db: Db, id: string): Promise<PaymentRow | undefined> {
  const [row] = await db.select().from(payments).where(eq(payments.id, id)).for('no key update')
  return row
}

export async function findPaymentByReference(db: Db, gateway: string, reference: string): Promise<PaymentRow | undefined> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.gateway, gateway), eq(payments.reference, reference)))
  return row
}

type Named = { references: readonly string[]; ids: readonly string[]; orderNumbers: readonly string[] }

/** Payments of a gateway by its references, or by our ids or orders' numbers where it keeps those. One statement. */
export function findPaymentsByReferences(db: Db, gateway: string, { references, ids, orderNumbers }: Named) {
  const { id, reference, label, attempt } = payments
  const named = or(
    inArray(reference, [...references]),
    ids.length > 0 ? inArray(id, [...ids]) : undefined,
    orderNumbers.length > 0 ? inArray(orders.number, [...orderNumbers]) : undefined,
  )
  return db
    .select({ id, reference, label, attempt, orderNumber: orders.number })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .where(and(eq(payments.gateway, gateway), named))
}

/** A payment with what its gateway may know of the order and the person. */
export async function findPaymentForGateway(db: Db, id: string) {
  const [found] = await db
    .select({
      payment: payments,
      orderNumber: orders.number,
      orderState: orders.state,
      payBy: orders.payBy,
      telegramId: users.telegramId,
      language: users.language,
      customer: gatewayCustomers.reference,
    })
    .from(payments)
    .innerJoin(orders, eq(orders.id, payments.orderId))
    .innerJoin(users, eq(users.id, payments.userId))
    .leftJoin(gatewayCustomers, and(eq(gatewayCustomers.userId, payments.userId), eq(gatewayCustomers.gateway, payments.gateway)))
    .where(eq(payments.id, id))
  return found
}

/** Remembers who somebody is to a gateway; the newest word counts. */
export async function keepCustomer(db: Db, row: typeof gatewayCustomers.$inferInsert): Promise<void> {
  await db
    .insert(gatewayCustomers)
    .values(row)
    .onConflictDoUpdate({ target: [gatewayCustomers.userId, gatewayCustomers.gateway], set: { reference: row.reference } })
}

/** Keeps what was told of a subscription's charge; told again it stays as it was. */
export async function keepSubscriptionCharge(db: Db, row: typeof subscriptionCharges.$inferInsert): Promise<void> {
  await db.insert(subscriptionCharges).values(row).onConflictDoNothing()
}

/** What was told of subscriptions beside the movements of these payments. */
export function subscriptionChargesOf(db: Db, paymentIds: readonly string[]): Promise<SubscriptionChargeRow[]> {
  return db
    .select()
    .from(subscriptionCharges)
    .where(inArray(subscriptionCharges.paymentId, [...paymentIds]))
}

export function customersOf(db: Db, userId: string): Promise<{ gateway: string; reference: string }[]> {
  const { gateway, reference } = gatewayCustomers
  return db.select({ gateway, reference }).from(gatewayCustomers).where(eq(gatewayCustomers.userId, userId)).orderBy(asc(gateway))
}

export function movementsOf(db: Db, paymentIds: readonly string[]): Promise<MovementRow[]> {
  return db
    .select()
    .from(paymentMovements)
    .where(inArray(paymentMovements.paymentId, [...paymentIds]))
    .orderBy(asc(paymentMovements.occurredAt), asc(paymentMovements.id))
}

/** Inserts what is new to the whole shop; a movement another payment has already is left out of the answer. */
export function insertMovements(db: Db, rows: readonly (typeof paymentMovements.$inferInsert)[]): Promise<MovementRow[]> {
  return db
    .insert(paymentMovements)
    .values([...rows])
    .onConflictDoNothing()
    .returning()
}

/** Which of these are recorded already, as `kind externalId`. One statement. */
export async function knownMovements(
  db: Db,
  gateway: string,
  movements: readonly { kind: MovementKind; externalId: string }[],
): Promise<Set<string>> {
  if (movements.length === 0) return new Set()
  const { kind, externalId } = paymentMovements
  const kinds = [...new Set(movements.map((movement) => movement.kind))]
  const ids = [...new Set(movements.map((movement) => movement.externalId))]
  const rows = await db
    .select({ kind, externalId })
    .from(paymentMovements)
    .where(and(eq(paymentMovements.gateway, gateway), inArray(kind, kinds), inArray(externalId, ids)))
  return new Set(rows.map((row) => `${row.kind} ${row.externalId}`))
}

/** Changes the row, only while it has `version` where that is given; undefined when it has not. */
export async function updatePayment(
  db: Db,
  id: string,
  change: Partial<PaymentRow>,
  { version }: { version?: number } = {},
): Promise<PaymentRow | undefined> {
  const [row] = await db
    .update(payments)
    .set({ ...change, version: sql`${payments.version} + 1` })
    .where(and(eq(payments.id, id), version === undefined ? undefined : eq(payments.version, version)))
    .returning()
  return row
}

/** Takes the one right to ask a gateway to begin; the row as it is from now on, or undefined when it was taken before. */
export async function claimStart(db: Db, id: string, at: Date): Promise<PaymentRow | undefined> {
  const [row] = await db
    .update(payments)
    .set({ version: 1, updatedAt: at })
    .where(and(eq(payments.id, id), eq(payments.state, 'starting'), eq(payments.version, 0)))
    .returning()
  return row
}

/** Sets only when to ask again: no news, so no new version. */
export async function postponePoll(db: Db, id: string, nextPollAt: Date | null): Promise<void> {
  await db.update(payments).set({ nextPollAt }).where(eq(payments.id, id))
}

/**
 * Takes payments the janitor should ask about, each for `leaseUntil`, so that several workers share the work and what a
 * killed one took comes back by itself. Those of a gateway that is switched off wait until it is there again.
 */
export function takeDuePayments(
  db: Db,
  { now, leaseUntil, limit, gateways }: { now: Date; leaseUntil: Date; limit: number; gateways: readonly string[] },
): Promise<{ id: string }[]> {
  const due = db
    .select({ id: payments.id })
    .from(payments)
    .where(and(lte(payments.nextPollAt, now), inArray(payments.gateway, [...gateways])))
    .orderBy(asc(payments.nextPollAt))
    .limit(limit)
    .for('update', { skipLocked: true })
  return db
    .update(payments)
    .set({ nextPollAt: leaseUntil, polls: sql`${payments.polls} + 1` })
    .where(inArray(payments.id, due))
    .returning({ id: payments.id })
}

export function listOpenPayments(db: Db, orderId: string): Promise<PaymentRow[]> {
  return db
    .select()
    .from(payments)
    .where(and(eq(payments.orderId, orderId), inArray(payments.state, openStates)))
    .orderBy(asc(payments.attempt))
}

/** Other payments of the order that hold money. */
export function listOtherPaid(db: Db, { orderId, id }: { orderId: string; id: string }): Promise<{ id: string }[]> {
  return db
    .select({ id: payments.id })
    .from(payments)
    .where(
      and(eq(payments.orderId, orderId), ne(payments.id, id), eq(payments.state, 'succeeded'), gt(payments.captured, payments.refunded)),
    )
}

const lastMethod = prepared((db) =>
  db
    .select({ method: payments.method })
    .from(payments)
    .where(and(eq(payments.userId, sql.placeholder('userId')), inArray(payments.state, ['succeeded', 'authorized'])))
    .orderBy(desc(payments.createdAt))
    .limit(1)
    .prepare('last_method'),
)

export async function lastMethodOf(db: Db, userId: string): Promise<PaymentMethod | undefined> {
  const [row] = await lastMethod(db).execute({ userId })
  return row?.method
}
