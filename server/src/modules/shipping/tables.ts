import { boolean, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { LocalText } from 'shared/locale'
import { amount, id } from '../../platform/columns.ts'

/** Where we send: a set of countries. `*` is everywhere else. */
export const deliveryZones = pgTable('delivery_zones', {
  id: id().primaryKey(),
  name: jsonb().$type<LocalText>().notNull(),
  countries: text().array().notNull(),
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
    cashOnDelivery: boolean().notNull().default(false),
    position: integer().notNull().default(0),
    isActive: boolean().notNull().default(true),
    version: integer().notNull().default(1),
  },
  (table) => [index('delivery_options_zone').on(table.zoneId, table.position)],
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
