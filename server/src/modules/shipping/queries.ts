import { sql } from 'drizzle-orm'
import type { LocalText } from 'shared/locale'
import { rowsOf, type Db } from '../../platform/db.ts'
import { deliveryOptions, deliveryZones, taxRules } from './tables.ts'

export type OptionRow = Omit<typeof deliveryOptions.$inferSelect, 'zoneId' | 'position' | 'isActive'>
export type TaxRule = Omit<typeof taxRules.$inferSelect, 'country'>

// Through JSON, so amounts are text.
type RawOption = Omit<OptionRow, 'price' | 'freeFrom'> & { price: string; freeFrom: string | null; name: LocalText }

/**
 * The ways to deliver to a country, and its tax rule, in one statement. A zone or rule that names the country counts before
 * the one for everywhere else (`*`); of two zones the one that comes first.
 */
export async function selectShipping(db: Db, country: string): Promise<{ options: OptionRow[]; tax: TaxRule | null }> {
  const [row] = await rowsOf<{ options: RawOption[]; tax: TaxRule | null }>(
    db,
    sql`with zone as (
        select id from ${deliveryZones} where countries && array[${country}::text, '*']
        order by ${country}::text = any(countries) desc, position, id limit 1
      )
      select
        (select coalesce(json_agg(json_build_object('id', option.id, 'kind', option.kind, 'name', option.name,
            'price', option.price::text, 'freeFrom', option.free_from::text, 'minHours', option.min_hours, 'maxHours', option.max_hours,
            'cashOnDelivery', option.cash_on_delivery) order by option.position, option.id), '[]'::json)
          from ${deliveryOptions} option join zone on zone.id = option.zone_id where option.is_active) as options,
        (select json_build_object('name', rule.name, 'rateBps', rule.rate_bps, 'inclusive', rule.inclusive, 'onDelivery', rule.on_delivery)
          from ${taxRules} rule where rule.country in (${country}::text, '*') order by rule.country = '*' limit 1) as tax`,
  )
  return {
    options: (row?.options ?? []).map((option) => ({
      ...option,
      price: BigInt(option.price),
      freeFrom: option.freeFrom === null ? null : BigInt(option.freeFrom),
    })),
    tax: row?.tax ?? null,
  }
}

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
