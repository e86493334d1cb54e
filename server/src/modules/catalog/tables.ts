import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, type AnyPgColumn } from 'drizzle-orm/pg-core'
import { productKinds, productStatuses } from 'shared/catalog'
import type { LocalText } from 'shared/locale'
import { amount, id, moment } from '../../platform/columns.ts'
import { files } from '../../platform/tables.ts'
import { orders } from '../orders/tables.ts'

export const categories = pgTable(
  'categories',
  {
    id: id().primaryKey(),
    slug: text().notNull(),
    name: jsonb().$type<LocalText>().notNull(),
    hue: integer().notNull(),
    fileId: id().references(() => files.id),
    position: integer().notNull().default(0),
    isActive: boolean().notNull().default(true),
  },
  (table) => [uniqueIndex('categories_slug').on(table.slug)],
)
export type CategoryRow = typeof categories.$inferSelect

export type ProductOption = { key: string; name: LocalText; values: { key: string; name: LocalText }[] }
export type ProductFact = { label: LocalText; value: LocalText }

export const products = pgTable(
  'products',
  {
    id: id().primaryKey(),
    slug: text().notNull(),
    kind: text({ enum: productKinds }).notNull(),
    status: text({ enum: productStatuses }).notNull(),
    name: jsonb().$type<LocalText>().notNull(),
    subtitle: jsonb().$type<LocalText>().notNull(),
    description: jsonb().$type<LocalText>().notNull(),
    facts: jsonb().$type<ProductFact[]>().notNull(),
    options: jsonb().$type<ProductOption[]>().notNull(),
    categoryId: id().references(() => categories.id),
    hue: integer().notNull(),
    featured: boolean().notNull().default(false),
    /** What the front's banner says of it, when it has one. */
    banner: jsonb().$type<{ eyebrow: LocalText; title: LocalText; body: LocalText } | null>(),
    position: integer().notNull().default(0),
    version: integer().notNull().default(1),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (table) => [uniqueIndex('products_slug').on(table.slug), index('products_newest').on(table.createdAt, table.id)],
)
export type ProductRow = typeof products.$inferSelect

export const variants = pgTable(
  'variants',
  {
    id: id().primaryKey(),
    productId: id()
      .notNull()
      .references(() => products.id),
    sku: text().notNull(),
    options: jsonb().$type<Record<string, string>>().notNull(),
    /** Minor units of the shop's currency. */
    price: amount().notNull(),
    compareAt: amount(),
    stars: amount(),
    weightGrams: integer().notNull().default(0),
    digitalContent: text().notNull().default(''),
    /** What it looks like, when that is not the product's first picture. */
    fileId: id().references(() => files.id),
    isActive: boolean().notNull().default(true),
    position: integer().notNull().default(0),
  },
  (table) => [
    uniqueIndex('variants_sku').on(table.sku),
    index('variants_product').on(table.productId, table.position),
    check('variants_price', sql`${table.price} >= 0 and (${table.stars} is null or ${table.stars} between 1 and 100000)`),
  ],
)
export type VariantRow = typeof variants.$inferSelect

/** How many there are and how many are promised. A variant without a row is not counted (digital goods). */
export const stockLevels = pgTable(
  'stock_levels',
  {
    variantId: id()
      .primaryKey()
      .references(() => variants.id),
    onHand: integer().notNull(),
    reserved: integer().notNull().default(0),
    lowStockAt: integer().notNull().default(3),
  },
  (table) => [check('stock_levels_honest', sql`${table.reserved} >= 0 and ${table.reserved} <= ${table.onHand}`)],
)

/** What is promised to an order. One row a variant; moves reserved → committed → released, or at once reserved → released. */
export const reservations = pgTable(
  'reservations',
  {
    id: id().primaryKey(),
    orderId: id()
      .notNull()
      .references((): AnyPgColumn => orders.id),
    variantId: id()
      .notNull()
      .references(() => variants.id),
    quantity: integer().notNull(),
    state: text({ enum: ['reserved', 'committed', 'released'] }).notNull(),
  },
  (table) => [
    uniqueIndex('reservations_order_variant').on(table.orderId, table.variantId),
    index('reservations_open')
      .on(table.variantId)
      .where(sql`${table.state} = 'reserved'`),
  ],
)

/** Every change of `on_hand`, and why. Append-only. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    id: id().primaryKey(),
    variantId: id()
      .notNull()
      .references(() => variants.id),
    delta: integer().notNull(),
    reason: text({ enum: ['received', 'counted', 'damaged', 'returned', 'other', 'sold', 'restocked', 'initial'] }).notNull(),
    orderId: id(),
    actorId: id(),
    note: text().notNull().default(''),
    at: moment().notNull(),
  },
  (table) => [index('stock_movements_variant').on(table.variantId, table.at)],
)

export const productPictures = pgTable(
  'product_pictures',
  {
    id: id().primaryKey(),
    productId: id()
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
    fileId: id()
      .notNull()
      .references(() => files.id),
    alt: jsonb().$type<LocalText>().notNull(),
    position: integer().notNull(),
  },
  (table) => [index('product_pictures_product').on(table.productId, table.position)],
)
