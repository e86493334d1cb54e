import { sql } from 'drizzle-orm'
import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { surfaces } from 'shared/payments'
import { id, moment } from '../../platform/columns.ts'
import { users } from '../users/tables.ts'

/**
 * A signed-in page of the shop. Every page of one launch signs in by itself with the same init data: a reload, a second tab. To the
 * person they are one device. The token itself is kept nowhere, only its hash.
 */
export const sessions = pgTable(
  'sessions',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id),
    tokenHash: text().notNull(),
    /** The hash of what Telegram signed for the launch. A row without one is a launch of its own. */
    launch: text()
      .notNull()
      .default(sql`gen_random_uuid()::text`),
    /** When the init data that opened it was signed: staff routes ask for a fresh one. */
    authDate: moment().notNull(),
    /** Where the shop was opened: in Telegram, or in a browser of its own. By how they signed in, never by what the app says. */
    surface: text({ enum: surfaces }).notNull().default('mini_app'),
    platform: text(),
    device: text(),
    createdAt: moment().notNull(),
    lastSeenAt: moment().notNull(),
    expiresAt: moment().notNull(),
    /** When it ended before its time. */
    revokedAt: moment(),
    /** When the person signed out of it: what Telegram signed for the launch opens nothing any more, though it is still fresh. */
    signedOutAt: moment(),
  },
  (table) => [
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    index('sessions_live')
      .on(table.userId, table.createdAt)
      .where(sql`${table.revokedAt} is null`),
    index('sessions_signed_out')
      .on(table.launch)
      .where(sql`${table.signedOutAt} is not null`),
    // Ended by the shop, and could be opened again until the person signs out everywhere.
    index('sessions_ended')
      .on(table.userId)
      .where(sql`${table.revokedAt} is not null and ${table.signedOutAt} is null`),
  ],
)
export type SessionRow = typeof sessions.$inferSelect
