import { sql } from 'drizzle-orm'
import { rowsOf, type Db } from '../../platform/db.ts'
import { paymentMovements, payments, settlementLines } from './tables.ts'

/**
 * Whether another payment of the gateway goes by this name: as its reference or what people read, as money of its, or as the line of
 * the gateway's book about that money. Holds the name to the end of the transaction, so that two cannot take it at once.
 */
export async function isReferenceTaken(
  db: Db,
  { gateway, paymentId, reference }: { gateway: string; paymentId: string; reference: string },
) {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`reference:${gateway}:${reference.toUpperCase()}`}, 0))`)
  const named = sql`upper(${reference})`
  const rows = await rowsOf<{ taken: boolean }>(
    db,
    sql`select exists (
      select from ${payments} p where p.gateway = ${gateway} and p.id <> ${paymentId} and (upper(p.reference) = ${named} or upper(p.label) = ${named})
      union all
      select from ${paymentMovements} m where m.gateway = ${gateway} and m.payment_id <> ${paymentId} and upper(m.external_id) = ${named}
      union all
      select from ${settlementLines} l
        join ${paymentMovements} m on m.gateway = l.gateway and m.kind = l.kind and m.external_id = l.external_id
        where l.gateway = ${gateway} and upper(l.line) = ${named} and m.payment_id <> ${paymentId}
    ) as taken`,
  )
  return rows[0]?.taken === true
}
