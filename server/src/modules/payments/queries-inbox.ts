import { and, asc, desc, eq, isNull, lt, lte, isNotNull, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { webhookInbox } from './tables.ts'

export type SignalRow = typeof webhookInbox.$inferSelect

/** @returns whether it is the first copy */
export async function insertSignal(db: Db, row: typeof webhookInbox.$inferInsert): Promise<boolean> {
  const inserted = await db.insert(webhookInbox).values(row).onConflictDoNothing().returning({ id: webhookInbox.id })
  return inserted.length > 0
}

/** Takes one waiting signal for `leaseUntil`; undefined when it is done, given up, or in other hands. */
export async function takeSignal(
  db: Db,
  { id, now, leaseUntil }: { id: string; now: Date; leaseUntil: Date },
): Promise<SignalRow | undefined> {
  const [row] = await db
    .update(webhookInbox)
    .set({ tries: sql`${webhookInbox.tries} + 1`, nextTryAt: leaseUntil })
    .where(and(eq(webhookInbox.id, id), isNull(webhookInbox.handledAt), lte(webhookInbox.nextTryAt, now)))
    .returning()
  return row
}

export function listWaitingSignals(db: Db, { now, limit }: { now: Date; limit: number }): Promise<{ id: string }[]> {
  return db
    .select({ id: webhookInbox.id })
    .from(webhookInbox)
    .where(and(isNull(webhookInbox.handledAt), lte(webhookInbox.nextTryAt, now)))
    .orderBy(asc(webhookInbox.nextTryAt))
    .limit(limit)
}

export async function finishSignal(
  db: Db,
  { id, at, paymentId, note }: { id: string; at: Date; paymentId?: string; note?: string },
): Promise<void> {
  await db
    .update(webhookInbox)
    .set({ handledAt: at, nextTryAt: null, lastError: note ?? null, ...(paymentId ? { paymentId } : {}) })
    .where(eq(webhookInbox.id, id))
}

export async function postponeSignal(db: Db, { id, why, nextTryAt }: { id: string; why: string; nextTryAt: Date | null }): Promise<void> {
  await db.update(webhookInbox).set({ nextTryAt, lastError: why }).where(eq(webhookInbox.id, id))
}

/** What was told at this payment's own address, oldest first: the newest fifty are more than any gateway says. */
export async function toldOf(db: Db, paymentId: string): Promise<Uint8Array[]> {
  const rows = await db
    .select({ raw: webhookInbox.raw })
    .from(webhookInbox)
    .where(eq(webhookInbox.paymentId, paymentId))
    .orderBy(desc(webhookInbox.receivedAt), desc(webhookInbox.id))
    .limit(50)
  return rows.map(({ raw }) => new Uint8Array(raw)).toReversed()
}

/** Signals that were handled long ago: their bytes may name people. */
export async function deleteOldSignals(db: Db, before: Date): Promise<void> {
  await db.delete(webhookInbox).where(and(isNotNull(webhookInbox.handledAt), lt(webhookInbox.receivedAt, before)))
}
