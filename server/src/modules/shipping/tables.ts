import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { LocalText } from 'shared/locale'
import { amount, id } from '../../platform/columns.ts'

/** Where we send: a set of countries, or some cities of one. `*` is everywhere else. */
export const deliveryZones = pgTable('delivery_zones', {
  id: id().primaryKey(),
  name: jsonb().$type<LocalText>().notNull(),
  countries: text().array().notNull(),
  /** As people there write them; empty is all of the country. */
  cities: text().array().notNull().default([]),
  /** Whether what the rest of the country is offered is offered in these cities too. */
  alsoWider: boolean().notNull().default(false),
  position: integer().notNull().default(0),
  version: integer().notNull().default(1),
})

export const deliveryOptions = pgTable(
  'delivery_options',
  {
    id: id().primaryKey(),
    zoneId: id()
      .notNull()
      .references(() => deliveryZones.id),
    kind: text({ enum: ['courier', 'pickup'] }).notNull(),
    name: jsonb().$type<LocalText>().notNull(),
    /** Where it is picked up, when and how. */
    place: jsonb().$type<LocalText>(),
    price: amount().notNull(),
    freeFrom: amount(),
    minHours: integer().notNull(),
    maxHours: integer().notNull(),
    /** The days it works, 1 is Monday, and from one hour of the shop's clock to another: when it can be picked up, or is brought. */
    days: integer().array().notNull().default([1, 2, 3, 4, 5, 6, 7]),
    opens: integer().notNull().default(8),
    closes: integer().notNull().default(20),
    cashOnDelivery: boolean().notNull().default(false),
    position: integer().notNull().default(0),
    isActive: boolean().notNull().default(true),
    version: integer().notNull().default(1),
  },
  (table) => [
    index('delivery_options_zone').on(table.zoneId, table.position),
    check('delivery_options_works', sql`cardinality(${table.days}) > 0 and ${table.opens} < ${table.closes}`),
  ],
)

/** One rule a country; `*` is everywhere else. `inclusive`: prices already hold the tax. */
export const taxRules = pgTable('tax_rules', {
  country: text().primaryKey(),
  name: text().notNull(),
  rateBps: integer().notNull(),
  inclusive: boolean().notNull(),
  onDelivery: boolean().notNull().default(true),
  version: integer().notNull().default(1),
})
