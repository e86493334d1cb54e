import { and, desc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { CaseOutcome } from 'shared/cases'
import type { CaseKind } from 'shared/payments'
import type { Db } from '../../platform/db.ts'
import { orders } from '../orders/tables.ts'
import { paymentCases, payments } from './tables.ts'

const conflictKinds = ['over', 'under', 'conflicted'] as const satisfies readonly CaseKind[]

export type CaseRow = typeof paymentCases.$inferSelect & { orderNumber: string | null }

/** @returns whether it was not known yet */
export async function insertCase(db: Db, row: typeof paymentCases.$inferInsert): Promise<boolean> {
  const inserted = await db.insert(paymentCases).values(row).onConflictDoNothing().returning({ id: paymentCases.id })
  return inserted.length > 0
}

const columns = { row: paymentCases, orderNumber: orders.number }

export async function findCase(db: Db, id: string): Promise<CaseRow | undefined> {
  const [found] = await db
    .select(columns)
    .from(paymentCases)
    .leftJoin(orders, eq(orders.id, paymentCases.orderId))
    .where(eq(paymentCases.id, id))
  return found && { ...found.row, orderNumber: found.orderNumber }
}

/** Newest first, `after` being the last one seen. */
export async function findCases(
  db: Db,
  { open, after, limit }: { open: boolean; after?: { createdAt: Date; id: string }; limit: number },
): Promise<CaseRow[]> {
  const found = await db
    .select(columns)
    .from(paymentCases)
    .leftJoin(orders, eq(orders.id, paymentCases.orderId))
    .where(
      and(
        open ? isNull(paymentCases.resolvedAt) : isNotNull(paymentCases.resolvedAt),
        after
          ? sql`(${paymentCases.createdAt}, ${paymentCases.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(paymentCases.createdAt), desc(paymentCases.id))
    .limit(limit)
  return found.map(({ row, orderNumber }) => ({ ...row, orderNumber }))
}

/** In a person's words, or by what happened. */
type Settled = { resolution: string } | { outcome: CaseOutcome }

/** Closes an open case; undefined when it is not open. */
export async function closeCase(db: Db, { id, by, at, ...how }: { id: string; by: string; at: Date } & Settled) {
  const [row] = await db
    .update(paymentCases)
    .set({ ...how, resolvedBy: by, resolvedAt: at })
    .where(and(eq(paymentCases.id, id), isNull(paymentCases.resolvedAt)))
    .returning()
  return row
}

export async function closeCasesOfPayment(
  db: Db,
  { paymentId, kinds, outcome, at }: { paymentId: string; kinds: CaseKind[]; outcome: CaseOutcome; at: Date },
): Promise<void> {
  await db
    .update(paymentCases)
    .set({ outcome, resolvedAt: at })
    .where(and(eq(paymentCases.paymentId, paymentId), inArray(paymentCases.kind, kinds), isNull(paymentCases.resolvedAt)))
}

/** Whether this is a case that nobody has settled. */
export async function findOpenCase(db: Db, dedupeKey: string): Promise<{ id: string } | undefined> {
  const [row] = await db
    .select({ id: paymentCases.id })
    .from(paymentCases)
    .where(and(eq(paymentCases.dedupeKey, dedupeKey), isNull(paymentCases.resolvedAt)))
  return row
}

/**
 * What must be decided about an order's money before it goes on: whether a bank asks for it back, and whether a payment took
 * something else than was asked. Either is open as long as its case: until a person settles it, or the money's return does.
 */
export async function openQuestionsOf(db: Db, orderId: string): Promise<{ isDisputed: boolean; isConflicted: boolean }> {
  const open = await db
    .select({ kind: paymentCases.kind, state: payments.state })
    .from(paymentCases)
    .leftJoin(payments, eq(payments.id, paymentCases.paymentId))
    .where(
      and(eq(paymentCases.orderId, orderId), inArray(paymentCases.kind, ['dispute', ...conflictKinds]), isNull(paymentCases.resolvedAt)),
    )
  return {
    isDisputed: open.some(({ kind }) => kind === 'dispute'),
    isConflicted: open.some(({ kind, state }) => kind !== 'dispute' && state === 'conflicted'),
  }
}

/** Closes a case that settled itself. @returns whether it was open */
export async function settleCase(
  db: Db,
  { dedupeKey, outcome, at }: { dedupeKey: string; outcome: CaseOutcome; at: Date },
): Promise<boolean> {
  const closed = await db
    .update(paymentCases)
    .set({ outcome, resolvedAt: at })
    .where(and(eq(paymentCases.dedupeKey, dedupeKey), isNull(paymentCases.resolvedAt)))
    .returning({ id: paymentCases.id })
  return closed.length > 0
}
