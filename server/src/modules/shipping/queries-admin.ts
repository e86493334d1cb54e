import { and, arrayOverlaps, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { deliveryOptions, deliveryZones, taxRules } from './tables.ts'

type ZoneRow = typeof deliveryZones.$inferSelect
type OptionRow = typeof deliveryOptions.$inferSelect
type TaxRow = typeof taxRules.$inferSelect

/** Lets others read the zones and nobody else change them until the end of the transaction: a place is in one zone only. */
export async function lockZones(db: Db): Promise<void> {
  await db.execute(sql`lock table ${deliveryZones} in share row exclusive mode`)
}

/** The zones with a country of these. */
export async function zonesIn(db: Db, countries: string[], exceptZoneId?: string): Promise<Pick<ZoneRow, 'countries' | 'cities'>[]> {
  return db
    .select({ countries: deliveryZones.countries, cities: deliveryZones.cities })
    .from(deliveryZones)
    .where(
      and(arrayOverlaps(deliveryZones.countries, countries), exceptZoneId === undefined ? undefined : ne(deliveryZones.id, exceptZoneId)),
    )
}

export async function findZone(db: Db, zoneId: string): Promise<ZoneRow | undefined> {
  const [row] = await db.select().from(deliveryZones).where(eq(deliveryZones.id, zoneId)).for('update')
  return row
}

export async function insertZone(db: Db, row: typeof deliveryZones.$inferInsert): Promise<void> {
  await db.insert(deliveryZones).values(row)
}

export async function updateZone(db: Db, zoneId: string, change: Omit<ZoneRow, 'id'>): Promise<void> {
  await db.update(deliveryZones).set(change).where(eq(deliveryZones.id, zoneId))
}

/** Orders keep the words and the price of the option they were placed with, so nothing of them hangs on these rows. */
export async function deleteZone(db: Db, zoneId: string): Promise<void> {
  await db.delete(deliveryOptions).where(eq(deliveryOptions.zoneId, zoneId))
  await db.delete(deliveryZones).where(eq(deliveryZones.id, zoneId))
}

export async function findOption(db: Db, optionId: string): Promise<OptionRow | undefined> {
  const [row] = await db.select().from(deliveryOptions).where(eq(deliveryOptions.id, optionId)).for('update')
  return row
}

export async function insertOption(db: Db, row: typeof deliveryOptions.$inferInsert): Promise<void> {
  await db.insert(deliveryOptions).values(row)
}

export async function updateOption(db: Db, optionId: string, change: Omit<OptionRow, 'id' | 'zoneId'>): Promise<void> {
  await db.update(deliveryOptions).set(change).where(eq(deliveryOptions.id, optionId))
}

export async function deleteOption(db: Db, optionId: string): Promise<void> {
  await db.delete(deliveryOptions).where(eq(deliveryOptions.id, optionId))
}

export async function findTaxRule(db: Db, country: string): Promise<TaxRow | undefined> {
  const [row] = await db.select().from(taxRules).where(eq(taxRules.country, country)).for('update')
  return row
}

/** @returns false when there is a rule of another version than was edited; undefined was none. */
export async function upsertTaxRule(db: Db, { country, ...rule }: Omit<TaxRow, 'version'>, edited: number | undefined): Promise<boolean> {
  const saved = await db
    .insert(taxRules)
    .values({ country, ...rule })
    .onConflictDoUpdate({
      target: taxRules.country,
      set: { ...rule, version: sql`${taxRules.version} + 1` },
      setWhere: eq(taxRules.version, edited ?? 0),
    })
    .returning({ country: taxRules.country })
  return saved.length > 0
}

export async function deleteTaxRule(db: Db, country: string): Promise<void> {
  await db.delete(taxRules).where(eq(taxRules.country, country))
}
