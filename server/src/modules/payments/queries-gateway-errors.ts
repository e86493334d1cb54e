import { and, eq } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { gatewayErrors } from './tables.ts'

export async function findGatewayError(db: Db, gateway: string, code: string) {
  const [row] = await db
    .select({ failure: gatewayErrors.failure })
    .from(gatewayErrors)
    .where(and(eq(gatewayErrors.gateway, gateway), eq(gatewayErrors.code, code)))
  return row
}

/** Adds the rows that are missing; what operators changed stays theirs. */
export async function seedGatewayErrors(db: Db, rows: readonly (typeof gatewayErrors.$inferInsert)[]): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(gatewayErrors)
      .values([...rows])
      .onConflictDoNothing()
}
