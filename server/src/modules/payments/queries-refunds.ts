import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { users } from '../users/tables.ts'
import { refunds, type RefundRow } from './tables.ts'

export function refundsOf(db: Db, paymentIds: readonly string[]): Promise<RefundRow[]> {
  return db
    .select()
    .from(refunds)
    .where(inArray(refunds.paymentId, [...paymentIds]))
    .orderBy(asc(refunds.createdAt), asc(refunds.id))
}

export async function insertRefund(db: Db, row: typeof refunds.$inferInsert): Promise<RefundRow> {
  const [inserted] = await db.insert(refunds).values(row).returning()
  if (!inserted) throw new Error('The refund was not written')
  return inserted
}

export async function findRefund(db: Db, id: string): Promise<RefundRow | undefined> {
  const [row] = await db.select().from(refunds).where(eq(refunds.id, id))
  return row
}

export async function updateRefund(db: Db, id: string, change: Partial<RefundRow>): Promise<RefundRow> {
  const [row] = await db.update(refunds).set(change).where(eq(refunds.id, id)).returning()
  if (!row) throw new Error(`Refund ${id} is gone`)
  return row
}

/** Refunds of a payment that are on their way or unclear are looked at now, whatever they waited for. */
export function hurryRefunds(db: Db, paymentId: string, now: Date): Promise<{ id: string }[]> {
  return db
    .update(refunds)
    .set({ nextTryAt: now })
    .where(and(eq(refunds.paymentId, paymentId), inArray(refunds.state, ['pending', 'unknown'])))
    .returning({ id: refunds.id })
}

/** Takes one refund to execute for `leaseUntil`; undefined when another worker has it or there is nothing to do. */
export async function takeRefund(
  db: Db,
  { id, now, leaseUntil }: { id: string; now: Date; leaseUntil: Date },
): Promise<RefundRow | undefined> {
  const [row] = await db
    .update(refunds)
    .set({ nextTryAt: leaseUntil, tries: sql`${refunds.tries} + 1` })
    .where(and(eq(refunds.id, id), lte(refunds.nextTryAt, now)))
    .returning()
  return row
}

export function listDueRefunds(db: Db, { now, limit }: { now: Date; limit: number }): Promise<{ id: string }[]> {
  return db.select({ id: refunds.id }).from(refunds).where(lte(refunds.nextTryAt, now)).orderBy(asc(refunds.nextTryAt)).limit(limit)
}

/** Names of the staff who asked for refunds, for the staff's screen. */
export async function namesOf(db: Db, userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map()
  const rows = await db
    .select({ id: users.id, firstName: users.firstName, lastName: users.lastName })
    .from(users)
    .where(inArray(users.id, [...userIds]))
  return new Map(rows.map((row) => [row.id, [row.firstName, row.lastName].filter(Boolean).join(' ')]))
}
