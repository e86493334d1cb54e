import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { amount, id, moment } from '../../platform/columns.ts'
import { variants } from '../catalog/tables.ts'
import { users } from '../users/tables.ts'

/** One cart a user; it survives closing the app because it lives here. */
export const carts = pgTable('carts', {
  userId: id()
    .primaryKey()
    .references(() => users.id),
  version: integer().notNull().default(0),
  updatedAt: moment().notNull(),
})

export const cartLines = pgTable(
  'cart_lines',
  {
    userId: id()
      .notNull()
      .references(() => carts.userId),
    variantId: id()
      .notNull()
      .references(() => variants.id),
    quantity: integer().notNull(),
    /** What it cost when it was put in, to tell of a change. */
    priceSeen: amount().notNull(),
    addedAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.variantId] }),
    index('cart_lines_variant').on(table.variantId),
    check('cart_lines_quantity', sql`${table.quantity} between 1 and 99`),
  ],
)
