import { sql } from 'drizzle-orm'
import { bigint, bigserial, boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, type AnyPgColumn } from 'drizzle-orm/pg-core'
import { productKinds } from 'shared/catalog'
import type { LocalText } from 'shared/locale'
import { languages } from 'shared/locale'
import { orderStates, type OrderState } from 'shared/orders'
import { paymentMethods } from 'shared/payments'
import { amount, id, moment, sealed } from '../../platform/columns.ts'
import { users } from '../users/tables.ts'
import { variants } from '../catalog/tables.ts'
import { refunds } from '../payments/tables.ts'

const states = orderStates as [OrderState, ...OrderState[]]

/** The agreement. Words and prices are copied in, so a later change of the catalogue does not change it. */
export const orders = pgTable(
  'orders',
  {
    id: id().primaryKey(),
    number: text().notNull(),
    userId: id()
      .notNull()
      .references(() => users.id),
    idempotencyKey: text().notNull(),
    /** Of the request that placed it: the same key with another request is refused. */
    requestHash: text().notNull(),
    state: text({ enum: states }).notNull(),
    version: integer().notNull().default(0),
    goods: text({ enum: productKinds }).notNull(),
    currency: text().notNull(),
    subtotal: amount().notNull(),
    delivery: amount().notNull(),
    tax: amount().notNull(),
    taxName: text().notNull(),
    taxRateBps: integer().notNull(),
    taxIncluded: boolean().notNull(),
    total: amount().notNull(),
    /** Sums of final movements, kept by the payments reducer's listener; in the order's currency. */
    captured: amount()
      .notNull()
      .default(sql`0`),
    refunded: amount()
      .notNull()
      .default(sql`0`),
    method: text({ enum: paymentMethods }).notNull(),
    language: text({ enum: languages }).notNull(),
    contact: sealed().notNull(),
    address: sealed(),
    country: text(),
    deliveryName: jsonb().$type<LocalText>(),
    /** Where, when and how to pick it up, as it was agreed. */
    deliveryPlace: jsonb().$type<LocalText>(),
    deliveryKind: text({ enum: ['courier', 'pickup'] }),
    arrivesFrom: moment(),
    arrivesBy: moment(),
    /** What the customer wrote to the shop; null when nothing. */
    note: sealed(),
    termsAcceptedAt: moment().notNull(),
    carrier: text(),
    trackingNumber: text(),
    trackingUrl: text(),
    /** Why a person must look at it; null when nothing is wrong. */
    problem: text(),
    placedAt: moment().notNull(),
    /** When it is called off unless paid; null once it is paid or is paid on delivery. */
    payBy: moment(),
    confirmedAt: moment(),
    shippedAt: moment(),
    deliveredAt: moment(),
    cancelledAt: moment(),
  },
  (table) => [
    uniqueIndex('orders_number').on(table.number),
    uniqueIndex('orders_idempotency').on(table.userId, table.idempotencyKey),
    index('orders_of_user').on(table.userId, table.placedAt, table.id),
    index('orders_newest').on(table.placedAt, table.id),
    index('orders_by_state').on(table.state, table.placedAt, table.id),
    index('orders_pay_by')
      .on(table.payBy)
      .where(sql`${table.state} = 'pending_payment' and ${table.payBy} is not null`),
    index('orders_problem')
      .on(table.placedAt, table.id)
      .where(sql`${table.problem} is not null`),
    check(
      'orders_total',
      sql`${table.total} = ${table.subtotal} + ${table.delivery} + (case when ${table.taxIncluded} then 0 else ${table.tax} end)`,
    ),
    check('orders_money', sql`${table.captured} >= 0 and ${table.refunded} >= 0 and ${table.refunded} <= ${table.captured}`),
  ],
)
export type OrderRow = typeof orders.$inferSelect

export const orderLines = pgTable(
  'order_lines',
  {
    id: id().primaryKey(),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    variantId: id()
      .notNull()
      .references(() => variants.id),
    productId: id().notNull(),
    slug: text().notNull(),
    name: text().notNull(),
    title: text().notNull(),
    sku: text().notNull(),
    kind: text({ enum: productKinds }).notNull(),
    hue: integer().notNull(),
    fileId: id(),
    quantity: integer().notNull(),
    unitPrice: amount().notNull(),
    total: amount().notNull(),
    /** Filled when a digital line is paid. */
    digitalContent: text(),
    position: integer().notNull(),
  },
  (table) => [
    index('order_lines_order').on(table.orderId, table.position),
    check('order_lines_total', sql`${table.total} = ${table.unitPrice} * ${table.quantity} and ${table.quantity} > 0`),
  ],
)
export type OrderLineRow = typeof orderLines.$inferSelect

/** The order's timeline. Append-only: a trigger refuses UPDATE and DELETE. */
export const orderEvents = pgTable(
  'order_events',
  {
    id: bigserial({ mode: 'number' }).primaryKey(),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    at: moment().notNull(),
    kind: text({ enum: ['placed', 'moved', 'payment', 'refund', 'shipment', 'note'] }).notNull(),
    fromState: text({ enum: states }),
    state: text({ enum: states }),
    actorKind: text({ enum: ['customer', 'staff', 'system', 'gateway'] }).notNull(),
    actorId: id(),
    /** Only staff see it. */
    isInternal: boolean().notNull().default(false),
    facts: jsonb().$type<Record<string, string>>().notNull(),
  },
  (table) => [index('order_events_order').on(table.orderId, table.id)],
)
export type OrderEventRow = typeof orderEvents.$inferSelect

/** What staff wrote at an entry of the timeline. Apart from it, because words may name a person and must be able to go. */
export const orderNotes = pgTable('order_notes', {
  eventId: bigint({ mode: 'number' })
    .primaryKey()
    .references(() => orderEvents.id),
  body: sealed().notNull(),
})

/** One line's part of a refund; `amount` in minor units of the refund's currency. */
export type RefundedLine = { lineId: string; quantity: number; amount: string }

/** What a refund that staff granted is for. The money itself, and whether it went, is payments'. */
export const orderRefunds = pgTable(
  'order_refunds',
  {
    refundId: id()
      .primaryKey()
      .references((): AnyPgColumn => refunds.id),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    /** Empty when it is for no goods in particular. */
    lines: jsonb().$type<RefundedLine[]>().notNull(),
    delivery: amount().notNull(),
    /** Within the amount; null when it is for no goods in particular. */
    tax: amount(),
    restocked: boolean().notNull(),
    /** What staff wrote down of money they sent back themselves: a transaction, the number of a slip. */
    evidence: text(),
  },
  (table) => [index('order_refunds_order').on(table.orderId)],
)
export type OrderRefundRow = typeof orderRefunds.$inferSelect
