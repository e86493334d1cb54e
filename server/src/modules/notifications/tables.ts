import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, moment } from '../../platform/columns.ts'
import { users } from '../users/tables.ts'

/** What is to be told, once each: the outbox of messages. */
export const notifications = pgTable(
  'notifications',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id),
    channel: text({ enum: ['telegram'] }).notNull(),
    template: text().notNull(),
    dedupeKey: text().notNull(),
    facts: jsonb().$type<Record<string, string | number>>().notNull(),
    state: text({ enum: ['waiting', 'sent', 'skipped', 'failed'] }).notNull(),
    tries: integer().notNull().default(0),
    nextTryAt: moment(),
    messageId: bigint({ mode: 'number' }),
    lastError: text(),
    createdAt: moment().notNull(),
    sentAt: moment(),
  },
  (table) => [
    uniqueIndex('notifications_dedupe').on(table.userId, table.channel, table.dedupeKey),
    index('notifications_waiting')
      .on(table.nextTryAt)
      .where(sql`${table.state} = 'waiting'`),
    // The oldest of each chat, and what was sent to it this second: asked once a second, however many wait.
    index('notifications_first')
      .on(table.userId, table.channel, table.createdAt, table.id)
      .where(sql`${table.state} = 'waiting'`),
    index('notifications_sent')
      .on(table.sentAt)
      .where(sql`${table.sentAt} is not null`),
  ],
)
export type NotificationRow = typeof notifications.$inferSelect
