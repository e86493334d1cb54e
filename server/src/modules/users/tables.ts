import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { languages } from 'shared/locale'
import { roles } from 'shared/permissions'
import { id, moment, sealed } from '../../platform/columns.ts'

export const users = pgTable(
  'users',
  {
    id: id().primaryKey(),
    /** At most 52 bits, so a number holds it (core.telegram.org/bots/api#user). */
    telegramId: bigint({ mode: 'number' }).notNull(),
    firstName: text().notNull(),
    lastName: text(),
    username: text(),
    photoUrl: text(),
    role: text({ enum: roles }).notNull().default('customer'),
    language: text({ enum: languages }).notNull(),
    timeZone: text().notNull(),
    country: text().notNull(),
    currency: text().notNull(),
    phone: sealed(),
    writeAccess: text({ enum: ['unknown', 'allowed', 'blocked'] })
      .notNull()
      .default('unknown'),
    notifications: jsonb().$type<{ orders: boolean }>().notNull().default({ orders: true }),
    termsAcceptedAt: moment(),
    bannedAt: moment(),
    createdAt: moment().notNull(),
    lastSeenAt: moment().notNull(),
  },
  (table) => [
    uniqueIndex('users_telegram_id').on(table.telegramId),
    index('users_staff')
      .on(table.role)
      .where(sql`${table.role} <> 'customer'`),
    check('users_telegram_id_positive', sql`${table.telegramId} > 0`),
  ],
)
export type UserRow = typeof users.$inferSelect

export const addresses = pgTable(
  'addresses',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id),
    /** Everything but the country: name, phone, street, directions. */
    body: sealed().notNull(),
    country: text().notNull(),
    isDefault: boolean().notNull().default(false),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    deletedAt: moment(),
  },
  (table) => [
    index('addresses_user')
      .on(table.userId)
      .where(sql`${table.deletedAt} is null`),
    uniqueIndex('addresses_one_default')
      .on(table.userId)
      .where(sql`${table.isDefault} and ${table.deletedAt} is null`),
  ],
)
export type AddressRow = typeof addresses.$inferSelect

export const favourites = pgTable(
  'favourites',
  {
    userId: id()
      .notNull()
      .references(() => users.id),
    productId: id().notNull(),
    createdAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.productId] })],
)
