import { and, asc, eq, gt, gte, or, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { addressCounters, paymentMovements, payments, settlementReadings } from './tables.ts'

type ReadingRow = typeof settlementReadings.$inferSelect

export async function findReading(db: Db, gateway: string): Promise<ReadingRow | undefined> {
  const [row] = await db.select().from(settlementReadings).where(eq(settlementReadings.gateway, gateway))
  return row
}

export function listReadings(db: Db): Promise<ReadingRow[]> {
  return db.select().from(settlementReadings)
}

export async function keepReading(db: Db, row: ReadingRow): Promise<void> {
  await db.insert(settlementReadings).values(row).onConflictDoUpdate({ target: settlementReadings.gateway, set: row })
}

type GivenAddress = { index: number; gateway: string }

/**
 * Addresses of a chain by their place, `after` being the last one seen: those of payments begun or paid since then, and of all
 * others those whose turn it is.
 */
export function listGivenAddresses(
  db: Db,
  { chain, since, turn, after, limit }: { chain: string; since: Date; turn: { of: number; now: number }; after: number; limit: number },
): Promise<GivenAddress[]> {
  const isRecent = or(
    gte(payments.createdAt, since),
    sql`exists (select 1 from ${paymentMovements} m where m.payment_id = ${payments.id} and m.occurred_at >= ${since.toISOString()})`,
  )
  return db
    .select({ index: sql<number>`${payments.addressIndex}`, gateway: payments.gateway })
    .from(payments)
    .where(
      and(
        eq(payments.addressChain, chain),
        gt(payments.addressIndex, after),
        or(isRecent, sql`${payments.addressIndex} % ${turn.of}::int = ${turn.now}::int`),
      ),
    )
    .orderBy(asc(payments.addressIndex))
    .limit(limit)
}

/** The first address nobody was given yet. */
export async function nextAddress(db: Db, chain: string): Promise<number> {
  const [row] = await db.select({ next: addressCounters.next }).from(addressCounters).where(eq(addressCounters.chain, chain))
  return row?.next ?? 0
}
