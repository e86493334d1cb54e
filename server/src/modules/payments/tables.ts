import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { caseCodes, caseOutcomes, type CaseFacts } from 'shared/cases'
import {
  caseKinds,
  movementKinds,
  paymentFailures,
  paymentMethods,
  paymentStateNames,
  refundReasons,
  refundStates,
  settlementKinds,
  type PaymentState,
} from 'shared/payments'
import type { AppliedRate } from 'shared/payments'
import { amount, bytes, id, moment, sealed } from '../../platform/columns.ts'
import { orders } from '../orders/tables.ts'

const states = paymentStateNames as [PaymentState, ...PaymentState[]]

/** One attempt to take money for one order. Never deleted, never pointed at another order. */
export const payments = pgTable(
  'payments',
  {
    id: id().primaryKey(),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    userId: id().notNull(),
    attempt: integer().notNull(),
    /** The customer's key for this attempt; checkout's first attempt carries the order's. */
    idempotencyKey: text().notNull(),
    requestHash: text().notNull(),
    gateway: text().notNull(),
    method: text({ enum: paymentMethods }).notNull(),
    state: text({ enum: states }).notNull(),
    version: integer().notNull().default(0),
    amount: amount().notNull(),
    currency: text().notNull(),
    /** The rate it was reckoned by, where the order is in another currency. Never changed. */
    fx: jsonb().$type<AppliedRate>(),
    /** What the customer gave for this payment alone, and a keyed hash of it that tells two of one payer. */
    payer: sealed(),
    payerKey: text(),
    /** Which address of a chain is this payment's. Given once. */
    addressChain: text(),
    addressIndex: integer(),
    /** Their id for it. */
    reference: text(),
    /** What people can name to their bank: `Visa ·· 4242`. */
    label: text(),
    nextAction: sealed(),
    failure: text({ enum: paymentFailures }),
    /** Their code, for us. */
    failureCode: text(),
    captured: amount()
      .notNull()
      .default(sql`0`),
    refunded: amount()
      .notNull()
      .default(sql`0`),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    expiresAt: moment(),
    settledAt: moment(),
    /** Since when nobody can say what became of it; null while somebody can. */
    unknownSince: moment(),
    /** When the janitor asks the gateway next; null when there is nothing to ask. */
    nextPollAt: moment(),
    polls: integer().notNull().default(0),
  },
  (table) => [
    uniqueIndex('payments_attempt').on(table.orderId, table.attempt),
    // At most one attempt of an order may be open: the next begins when the one before it has ended.
    uniqueIndex('payments_one_open')
      .on(table.orderId)
      .where(sql`${table.state} in ('starting', 'requires_action', 'unknown', 'processing', 'authorized')`),
    index('payments_user').on(table.userId, table.createdAt),
    uniqueIndex('payments_idempotency').on(table.orderId, table.idempotencyKey),
    uniqueIndex('payments_reference').on(table.gateway, table.reference),
    uniqueIndex('payments_address').on(table.addressChain, table.addressIndex),
    // A phone answers one question at a time: two prompts would be two PINs and two charges.
    uniqueIndex('payments_one_push')
      .on(table.payerKey)
      .where(sql`${table.payerKey} is not null and ${table.state} in ('starting', 'requires_action')`),
    index('payments_created').on(table.createdAt),
    index('payments_next_poll')
      .on(table.nextPollAt)
      .where(sql`${table.nextPollAt} is not null`),
    check(
      'payments_money',
      sql`${table.amount} > 0 and ${table.captured} >= 0 and ${table.refunded} >= 0 and ${table.refunded} <= ${table.captured}`,
    ),
  ],
)
export type PaymentRow = typeof payments.$inferSelect

/** The next address of each chain nobody was given yet. */
export const addressCounters = pgTable('address_counters', { chain: text().primaryKey(), next: integer().notNull() })

/** An append-only fact of a payment. The unique key makes every copy of a signal harmless. */
export const paymentMovements = pgTable(
  'payment_movements',
  {
    id: id().primaryKey(),
    paymentId: id()
      .notNull()
      .references(() => payments.id),
    gateway: text().notNull(),
    kind: text({ enum: movementKinds }).notNull(),
    externalId: text().notNull(),
    amount: amount().notNull(),
    currency: text().notNull(),
    occurredAt: moment().notNull(),
    recordedAt: moment().notNull(),
    /** Who wrote it down, where no gateway told of it. */
    recordedBy: id(),
  },
  (table) => [
    uniqueIndex('payment_movements_external').on(table.gateway, table.kind, table.externalId),
    index('payment_movements_payment').on(table.paymentId),
    index('payment_movements_occurred').on(table.occurredAt),
    check('payment_movements_amount', sql`${table.amount} > 0`),
  ],
)
export type MovementRow = typeof paymentMovements.$inferSelect

/** What a gateway told of a charge that belongs to a subscription, beside its movement. */
export const subscriptionCharges = pgTable(
  'subscription_charges',
  {
    gateway: text().notNull(),
    externalId: text().notNull(),
    paymentId: id()
      .notNull()
      .references(() => payments.id),
    isFirst: boolean().notNull(),
    paidUntil: moment().notNull(),
    recordedAt: moment().notNull(),
  },
  (table) => [uniqueIndex('subscription_charges_external').on(table.gateway, table.externalId)],
)
export type SubscriptionChargeRow = typeof subscriptionCharges.$inferSelect

/** Our decision to give money back, apart from its execution. */
export const refunds = pgTable(
  'refunds',
  {
    id: id().primaryKey(),
    paymentId: id()
      .notNull()
      .references(() => payments.id),
    orderId: id()
      .notNull()
      .references(() => orders.id),
    amount: amount().notNull(),
    currency: text().notNull(),
    state: text({ enum: refundStates }).notNull(),
    reason: text({ enum: refundReasons }).notNull(),
    note: text().notNull().default(''),
    reference: text(),
    requestedBy: id(),
    idempotencyKey: text().notNull(),
    requestHash: text().notNull(),
    failureCode: text(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
    nextTryAt: moment(),
    tries: integer().notNull().default(0),
  },
  (table) => [
    uniqueIndex('refunds_key').on(table.paymentId, table.idempotencyKey),
    index('refunds_order').on(table.orderId),
    index('refunds_next_try')
      .on(table.nextTryAt)
      .where(sql`${table.nextTryAt} is not null`),
    check('refunds_amount', sql`${table.amount} > 0`),
  ],
)
export type RefundRow = typeof refunds.$inferSelect

/** Something about money that a rule or a person must settle. */
export const paymentCases = pgTable(
  'payment_cases',
  {
    id: id().primaryKey(),
    kind: text({ enum: caseKinds }).notNull(),
    dedupeKey: text().notNull(),
    orderId: id().references(() => orders.id),
    paymentId: id().references(() => payments.id),
    amount: amount(),
    currency: text(),
    /** What it tells, put into words where it is read. Those from before the codes have words of their own: `detail`. */
    code: text({ enum: caseCodes }),
    facts: jsonb().$type<CaseFacts>(),
    detail: text(),
    createdAt: moment().notNull(),
    resolvedAt: moment(),
    resolvedBy: id(),
    /** How it settled itself; what a person wrote is `resolution`. */
    outcome: text({ enum: caseOutcomes }),
    resolution: text(),
  },
  (table) => [
    uniqueIndex('payment_cases_dedupe').on(table.dedupeKey),
    index('payment_cases_open')
      .on(table.createdAt)
      .where(sql`${table.resolvedAt} is null`),
    // Every refund, dispute and order page asks for the open ones of its own; the settled ones are listed, and grow for ever.
    index('payment_cases_open_payment')
      .on(table.paymentId)
      .where(sql`${table.resolvedAt} is null`),
    index('payment_cases_open_order')
      .on(table.orderId)
      .where(sql`${table.resolvedAt} is null`),
    index('payment_cases_resolved')
      .on(table.createdAt, table.id)
      .where(sql`${table.resolvedAt} is not null`),
  ],
)

/** What the world told us, kept byte for byte before it is believed. */
export const webhookInbox = pgTable(
  'webhook_inbox',
  {
    id: id().primaryKey(),
    gateway: text().notNull(),
    dedupeKey: text().notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    raw: bytes().notNull(),
    verdict: text({ enum: ['verified', 'unverifiable'] }).notNull(),
    paymentId: id(),
    receivedAt: moment().notNull(),
    handledAt: moment(),
    tries: integer().notNull().default(0),
    nextTryAt: moment(),
    lastError: text(),
  },
  (table) => [
    uniqueIndex('webhook_inbox_dedupe').on(table.gateway, table.dedupeKey),
    index('webhook_inbox_payment')
      .on(table.paymentId)
      .where(sql`${table.paymentId} is not null`),
    index('webhook_inbox_waiting')
      .on(table.nextTryAt)
      .where(sql`${table.handledAt} is null`),
  ],
)

// The double-entry book. Entries of one transaction add up to zero per currency: a deferred trigger refuses anything
// else at commit, and another refuses UPDATE and DELETE.

export const ledgerTransactions = pgTable(
  'ledger_transactions',
  { id: id().primaryKey(), dedupeKey: text().notNull(), kind: text().notNull(), orderId: id(), paymentId: id(), at: moment().notNull() },
  (table) => [uniqueIndex('ledger_transactions_dedupe').on(table.dedupeKey)],
)

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: id().primaryKey(),
    transactionId: id()
      .notNull()
      .references(() => ledgerTransactions.id),
    account: text().notNull(),
    currency: text().notNull(),
    amount: amount().notNull(),
  },
  (table) => [
    index('ledger_entries_transaction').on(table.transactionId),
    index('ledger_entries_account').on(table.account, table.currency),
    check('ledger_entries_amount', sql`${table.amount} <> 0`),
  ],
)

/**
 * What a gateway says it did with our money, one line as often as it is told: movements of payments, fees, payouts. `amount` is
 * signed, before fees, in the currency it was paid in; `kept` the same as they keep it, `fee` in that currency.
 */
export const settlementLines = pgTable(
  'settlement_lines',
  {
    id: id().primaryKey(),
    gateway: text().notNull(),
    line: text().notNull(),
    kind: text({ enum: settlementKinds }).notNull(),
    externalId: text().notNull(),
    reference: text(),
    amount: amount().notNull(),
    currency: text().notNull(),
    kept: amount().notNull(),
    keptCurrency: text().notNull(),
    fee: amount().notNull(),
    occurredAt: moment().notNull(),
    availableAt: moment(),
    recordedAt: moment().notNull(),
  },
  (table) => [
    uniqueIndex('settlement_lines_line').on(table.gateway, table.line),
    index('settlement_lines_movement').on(table.gateway, table.kind, table.externalId),
    index('settlement_lines_occurred').on(table.occurredAt),
  ],
)
export type SettlementLineRow = typeof settlementLines.$inferSelect

/** From when to when a gateway's settlement was read without a gap: what moved outside of it, nobody could have told us of. */
export const settlementReadings = pgTable('settlement_readings', {
  gateway: text().primaryKey(),
  beganAt: moment().notNull(),
  readUntil: moment().notNull(),
})

/** What a gateway said last that it holds for us. */
export const settlementBalances = pgTable(
  'settlement_balances',
  { gateway: text().notNull(), currency: text().notNull(), held: amount().notNull(), at: moment().notNull() },
  (table) => [uniqueIndex('settlement_balances_currency').on(table.gateway, table.currency)],
)

/** Who somebody is to a gateway that keeps ways to pay for them. */
export const gatewayCustomers = pgTable(
  'gateway_customers',
  { userId: id().notNull(), gateway: text().notNull(), reference: text().notNull(), createdAt: moment().notNull() },
  (table) => [uniqueIndex('gateway_customers_user').on(table.userId, table.gateway)],
)

/** How gateways' error codes read to us: data, so that a row is added without a release. */
export const gatewayErrors = pgTable(
  'gateway_errors',
  { gateway: text().notNull(), code: text().notNull(), failure: text({ enum: paymentFailures }).notNull() },
  (table) => [uniqueIndex('gateway_errors_code').on(table.gateway, table.code)],
)

/** Ways to pay that staff took out of the checkout for a while. What is open already goes on. */
export const paymentPauses = pgTable('payment_pauses', {
  method: text({ enum: paymentMethods }).primaryKey(),
  pausedAt: moment().notNull(),
  pausedBy: id().notNull(),
})
