import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { amount, id, moment, sealed } from '../../../platform/columns.ts'
import { refunds } from '../../payments/tables.ts'
import { orders } from '../tables.ts'

export const receiptKinds = ['receipt', 'credit_note'] as const
export type ReceiptKind = (typeof receiptKinds)[number]

/** Receipts and credit notes as they were issued, numbered without gaps. Append-only: a trigger refuses UPDATE and DELETE. */
export const receipts = pgTable(
  'receipts',
  {
    number: text().primaryKey(),
    kind: text({ enum: receiptKinds }).notNull(),
    year: integer().notNull(),
    serial: integer().notNull(),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    /** What a credit note is for. */
    refundId: id().references(() => refunds.id),
    issuedAt: moment().notNull(),
    amount: amount().notNull(),
    currency: text().notNull(),
    tax: amount().notNull(),
    /** All it says, so that a reprint is the same document. It names a person. */
    content: sealed().notNull(),
  },
  (table) => [
    uniqueIndex('receipts_serial').on(table.kind, table.year, table.serial),
    uniqueIndex('receipts_refund').on(table.refundId),
    uniqueIndex('receipts_one')
      .on(table.orderId)
      .where(sql`${table.kind} = 'receipt'`),
    index('receipts_order').on(table.orderId, table.issuedAt),
    check('receipts_kind', sql`(${table.kind} = 'credit_note') = (${table.refundId} is not null)`),
  ],
)
export type ReceiptRow = typeof receipts.$inferSelect

/** The last number given of each kind in each year. Whoever issues holds the row, so that none is left out or given twice. */
export const receiptSerials = pgTable(
  'receipt_serials',
  { kind: text({ enum: receiptKinds }).notNull(), year: integer().notNull(), last: integer().notNull() },
  (table) => [primaryKey({ columns: [table.kind, table.year] })],
)
