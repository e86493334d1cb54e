import { eq } from 'drizzle-orm'
import type { PaymentMethod } from 'shared/payments'
import type { Db } from '../../platform/db.ts'
import { paymentPauses } from './tables.ts'

export function listPauses(db: Db) {
  return db.select().from(paymentPauses)
}

/** @returns whether it was not paused before */
export async function insertPause(db: Db, pause: typeof paymentPauses.$inferInsert): Promise<boolean> {
  return (await db.insert(paymentPauses).values(pause).onConflictDoNothing().returning({ method: paymentPauses.method })).length > 0
}

/** @returns whether it was paused before */
export async function deletePause(db: Db, method: PaymentMethod): Promise<boolean> {
  return (await db.delete(paymentPauses).where(eq(paymentPauses.method, method)).returning({ method: paymentPauses.method })).length > 0
}
