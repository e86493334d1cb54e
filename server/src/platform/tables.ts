import { bigserial, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { id, moment } from './columns.ts'

/** Who changed what. Append-only: a trigger refuses UPDATE and DELETE (drizzle/0001_guards.sql). */
export const auditEntries = pgTable(
  'audit_entries',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    at: moment().notNull(),
    actorId: id(),
    actor: text().notNull(),
    action: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text().notNull(),
    facts: jsonb().$type<Record<string, unknown>>().notNull(),
    requestId: text(),
  },
  (table) => [index('audit_entries_subject').on(table.subjectType, table.subjectId, table.id)],
)

/** Bytes kept under the data folder, re-encoded before they get here. */
export const files = pgTable(
  'files',
  {
    id: id().primaryKey(),
    kind: text({ enum: ['picture'] }).notNull(),
    hash: text().notNull(),
    sizes: jsonb().$type<{ width: number; height: number; bytes: number }[]>().notNull(),
    createdBy: id(),
    createdAt: moment().notNull(),
  },
  (table) => [uniqueIndex('files_hash').on(table.hash)],
)
export type FileRow = typeof files.$inferSelect
