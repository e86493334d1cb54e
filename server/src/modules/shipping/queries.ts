import { asc, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { deliveryOptions, deliveryZones, taxRules } from './tables.ts'

/** Everything the merchant set, in the merchant's order, as of one moment. */
export function selectAllShipping(db: Db) {
  return db.transaction(
    async (tx) => ({
      zones: await tx.select().from(deliveryZones).orderBy(asc(deliveryZones.position), asc(deliveryZones.id)),
      options: await tx.select().from(deliveryOptions).orderBy(asc(deliveryOptions.position), asc(deliveryOptions.id)),
      taxes: await tx
        .select()
        .from(taxRules)
        .orderBy(sql`${taxRules.country} = '*'`, asc(taxRules.country)),
    }),
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}
export type AllShipping = Awaited<ReturnType<typeof selectAllShipping>>

export async function hasZones(db: Db): Promise<boolean> {
  return (await db.select({ id: deliveryZones.id }).from(deliveryZones).limit(1)).length > 0
}

export async function insertShipping(
  db: Db,
  {
    zones,
    options,
    taxes,
  }: {
    zones: (typeof deliveryZones.$inferInsert)[]
    options: (typeof deliveryOptions.$inferInsert)[]
    taxes: (typeof taxRules.$inferInsert)[]
  },
): Promise<void> {
  await db.insert(deliveryZones).values(zones)
  await db.insert(deliveryOptions).values(options)
  await db.insert(taxRules).values(taxes).onConflictDoNothing()
}
