import { z } from 'zod'
import { Picture } from './catalog.schema.ts'
import { productKinds } from './catalog.ts'
import { OfferedMethod, Payer, Totals } from './checkout.schema.ts'
import { CurrencyCode, Cursor, Id, MoneyJson, Moment, pageOf, text } from './common.schema.ts'
import { awaited, orderStates, paymentSummaries } from './orders.ts'
import {
  movementKinds,
  networks,
  paymentFailures,
  paymentMethods,
  paymentStateNames,
  refundReasons,
  refundStates,
  type PaymentState,
} from './payments.ts'

export const NextAction = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('none') }),
    z.object({
      type: z.literal('client_secret'),
      clientSecret: z.string(),
      publishableKey: z.string(),
      customerSecret: z.string().optional(),
    }),
    z.object({ type: z.literal('open_invoice'), url: z.string() }),
    z.object({
      type: z.literal('approve'),
      orderId: z.string(),
      clientId: z.string(),
      live: z.boolean(),
      scriptUrl: z.string().nullable(),
      url: z.string(),
    }),
    z.object({ type: z.literal('await_push'), phone: z.string(), asksUntil: Moment }),
    z.object({
      type: z.literal('transfer'),
      network: z.enum(networks),
      test: z.boolean(),
      to: z.string(),
      memo: z.string().nullable(),
      token: z.string().nullable(),
      uri: z.string(),
      due: z.string(),
      request: z
        .object({
          validUntil: z.number().int(),
          network: z.string(),
          from: z.string(),
          messages: z.array(z.object({ address: z.string(), amount: z.string(), payload: z.string().optional() })),
        })
        .nullable(),
      seen: z.object({ amount: z.string(), confirmations: z.number().int(), needed: z.number().int() }).nullable(),
    }),
  ])
  .meta({ ref: 'NextAction' })

export const Payment = z
  .object({
    id: Id,
    attempt: z.number().int(),
    method: z.enum(paymentMethods),
    state: z.enum(paymentStateNames as [PaymentState, ...PaymentState[]]),
    amount: MoneyJson,
    nextAction: NextAction,
    failure: z.enum(paymentFailures).nullable(),
    /** What the customer can name to the bank or to us: `Visa ·· 4242`, a Stars charge. */
    reference: z.string().nullable(),
    createdAt: Moment,
    expiresAt: Moment.nullable(),
  })
  .meta({ ref: 'Payment' })
export type Payment = z.infer<typeof Payment>

export const OrderLine = z
  .object({
    id: Id,
    productId: Id.nullable(),
    variantId: Id.nullable(),
    slug: z.string().nullable(),
    name: z.string(),
    title: z.string(),
    sku: z.string(),
    kind: z.enum(productKinds),
    hue: z.number().int(),
    picture: Picture.nullable(),
    quantity: z.number().int(),
    /** Of these, how many were given back or are on their way back. */
    refundedQuantity: z.number().int(),
    unitPrice: MoneyJson,
    total: MoneyJson,
    digitalContent: z.string().nullable(),
  })
  .meta({ ref: 'OrderLine' })
export type OrderLine = z.infer<typeof OrderLine>

export const TimelineEntry = z
  .object({
    id: z.string(),
    at: Moment,
    kind: z.enum(['placed', 'moved', 'payment', 'refund', 'shipment', 'note']),
    state: z.enum(orderStates as [string, ...string[]]).nullable(),
    facts: z.record(z.string(), z.string()),
  })
  .meta({ ref: 'TimelineEntry' })
export type TimelineEntry = z.infer<typeof TimelineEntry>

const orderState = z.enum(orderStates as [(typeof orderStates)[number], ...(typeof orderStates)[number][]])

export const Tracking = z.object({ carrier: z.string(), number: z.string(), url: z.string().nullable() })

export const OrderCard = z
  .object({
    id: Id,
    number: z.string(),
    state: orderState,
    payment: z.enum(paymentSummaries),
    /** What its payment waits for; null when the customer could pay, or need not. */
    awaits: z.enum(awaited).nullable(),
    /** Whether the customer comes for it. */
    isPickup: z.boolean(),
    total: MoneyJson,
    itemCount: z.number().int(),
    /** At most four, for the row of thumbs. */
    pictures: z.array(z.object({ picture: Picture.nullable(), hue: z.number().int(), name: z.string() })),
    placedAt: Moment,
    payBy: Moment.nullable(),
    arrivesFrom: Moment.nullable(),
    arrivesBy: Moment.nullable(),
  })
  .meta({ ref: 'OrderCard' })
export type OrderCard = z.infer<typeof OrderCard>

const address = z.object({
  recipient: z.string(),
  phone: z.string(),
  line1: z.string(),
  line2: z.string(),
  city: z.string(),
  region: z.string(),
  postalCode: z.string(),
  country: z.string(),
  instructions: z.string(),
})

/** A paper that tells of a refund; `amount` in the currency it went back in. */
/** `isVoid`: what it credits came back to the shop, so it counts no more. Its number stays. */
export const CreditNoteCard = z
  .object({ number: z.string(), amount: MoneyJson, issuedAt: Moment, isVoid: z.boolean() })
  .meta({ ref: 'CreditNoteCard' })
export type CreditNoteCard = z.infer<typeof CreditNoteCard>

export const Order = OrderCard.extend({
  version: z.number().int(),
  lines: z.array(OrderLine),
  totals: Totals,
  goods: z.enum(productKinds),
  contact: z.object({ name: z.string(), phone: z.string().nullable() }),
  address: address.nullable(),
  delivery: z.object({ name: z.string(), kind: z.enum(['courier', 'pickup']), place: z.string().nullable() }).nullable(),
  tracking: Tracking.nullable(),
  note: z.string(),
  paid: MoneyJson,
  refunded: MoneyJson,
  creditNotes: z.array(CreditNoteCard),
  currentPayment: Payment.nullable(),
  timeline: z.array(TimelineEntry),
  canCancel: z.boolean(),
  canRetryPayment: z.boolean(),
}).meta({ ref: 'Order' })
export type Order = z.infer<typeof Order>

export const OrderPage = pageOf(OrderCard)
export const OrderQuery = z.object({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
  q: text(60, 0).optional(),
  active: z.enum(['true', 'false']).optional(),
})

/** What checkout answers, and a new attempt on an unpaid order. */
export const PlacedOrder = z.object({ order: Order, payment: Payment }).meta({ ref: 'PlacedOrder' })
export type PlacedOrder = z.infer<typeof PlacedOrder>

export const WayToPay = OfferedMethod.extend({
  /** Whose phone would be asked where no other is given, as it may be shown: `+254 712 ••• 678`. */
  phone: z.string().nullable(),
  /** Of what would be asked in another currency: brought back when it is agreed to, and good for this order and way for five minutes. */
  shown: z.string().nullable(),
}).meta({ ref: 'WayToPay' })
export type WayToPay = z.infer<typeof WayToPay>

export const WaysToPay = z.object({ items: z.array(WayToPay) }).meta({ ref: 'WaysToPay' })
export type WaysToPay = z.infer<typeof WaysToPay>

/** `shown`: what came with the amount the customer agrees to, where that is in another currency. */
export const PaymentRetry = z.strictObject({ method: z.enum(paymentMethods), shown: text(300).optional(), payer: Payer.optional() })

/** Who issued a paper for whom, and how it is found again. */
const paper = {
  /** Its own, in sequence. */
  number: z.string(),
  order: z.string(),
  issuedAt: Moment,
  shop: z.object({ name: z.string(), address: z.string(), taxId: z.string() }),
  customer: z.string(),
}

const rate = z.object({
  table: Id,
  from: CurrencyCode,
  to: CurrencyCode,
  rate: z.string(),
  sources: z.array(z.string()),
  takenAt: Moment,
})

/** As it was issued; only the credit notes are added as they come. */
export const Receipt = z
  .object({
    ...paper,
    /** Where it went: an address in one line, or where it was picked up. */
    delivery: z.object({ kind: z.enum(['courier', 'pickup']), name: z.string(), place: z.string() }).nullable(),
    lines: z.array(z.object({ name: z.string(), title: z.string(), quantity: z.number().int(), unitPrice: MoneyJson, total: MoneyJson })),
    totals: Totals,
    /** What was charged, in the currency it was charged in. */
    payments: z.array(
      z.object({ method: z.enum(paymentMethods), amount: MoneyJson, rate: rate.nullable(), reference: z.string().nullable(), at: Moment }),
    ),
    creditNotes: z.array(CreditNoteCard),
  })
  .meta({ ref: 'Receipt' })
export type Receipt = z.infer<typeof Receipt>

/** What went back, as it was issued, in the currency it went back in. */
export const CreditNote = z
  .object({
    ...paper,
    /** The money came back to the shop since, so it counts no more. */
    isVoid: z.boolean(),
    /** The receipt it takes from; null where none was issued. */
    receipt: z.string().nullable(),
    isWhole: z.boolean(),
    /** Empty when it is for no goods in particular. */
    lines: z.array(z.object({ name: z.string(), title: z.string(), quantity: z.number().int(), amount: MoneyJson })),
    delivery: MoneyJson.nullable(),
    tax: z.object({ name: z.string(), rateBps: z.number().int(), amount: MoneyJson }).nullable(),
    amount: MoneyJson,
    method: z.enum(paymentMethods),
    rate: rate.nullable(),
    reference: z.string().nullable(),
    at: Moment,
  })
  .meta({ ref: 'CreditNote' })
export type CreditNote = z.infer<typeof CreditNote>

/** Where a receipt or credit note can be fetched without a session, for five minutes. */
export const ReceiptLink = z.object({ url: z.url(), expiresAt: Moment }).meta({ ref: 'ReceiptLink' })
export type ReceiptLink = z.infer<typeof ReceiptLink>

// ── staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const AdminOrderCard = OrderCard.extend({
  customer: z.string(),
  method: z.enum(paymentMethods).nullable(),
  country: z.string().nullable(),
  problem: z.string().nullable(),
}).meta({ ref: 'AdminOrderCard' })
export type AdminOrderCard = z.infer<typeof AdminOrderCard>
export const OrderCounts = z.object({ to_send: z.int(), to_pay: z.int(), on_the_way: z.int(), problems: z.int() })
export type OrderCounts = z.infer<typeof OrderCounts>
export const AdminOrderPage = z.object({
  items: z.array(AdminOrderCard),
  nextCursor: z.string().optional(),
  /** On the first page: how many each filter holds, up to `countedUpTo`. */
  counts: OrderCounts.optional(),
})
export const AdminOrderQuery = z.object({
  filter: z.enum(['to_send', 'to_pay', 'on_the_way', 'problems', 'all']).default('all'),
  q: text(60, 0).optional(),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

export const RefundInfo = z
  .object({
    id: Id,
    amount: MoneyJson,
    state: z.enum(refundStates),
    reason: z.enum(refundReasons),
    note: z.string(),
    at: Moment,
    by: z.string().nullable(),
    /** Whether people send it themselves, because the gateway cannot. */
    byHand: z.boolean(),
    /** What it is for; empty when for no goods in particular. */
    lines: z.array(z.object({ lineId: Id, quantity: z.number().int(), amount: MoneyJson })),
    /** What staff wrote down of money they sent back themselves. */
    evidence: z.string().nullable(),
  })
  .meta({ ref: 'Refund' })
export type RefundInfo = z.infer<typeof RefundInfo>
export const MovementInfo = z.object({
  id: Id,
  kind: z.enum(movementKinds),
  amount: MoneyJson,
  at: Moment,
  reference: z.string(),
  /** Of a subscription's charge: until when it pays. */
  paidUntil: Moment.nullable(),
})

export const AdminPayment = Payment.extend({
  gateway: z.string(),
  gatewayReference: z.string().nullable(),
  captured: MoneyJson,
  refunded: MoneyJson,
  refundable: MoneyJson,
  /** Some gateways give all back or nothing (Stars). */ partialRefunds: z.boolean(),
  canRefund: z.boolean(),
  /** Whether people must send money back themselves, because the gateway cannot. */ byHand: z.boolean(),
  movements: z.array(MovementInfo),
  refunds: z.array(RefundInfo),
}).meta({ ref: 'AdminPayment' })
export type AdminPayment = z.infer<typeof AdminPayment>

export const AdminOrder = Order.extend({
  customer: z.object({
    id: Id,
    name: z.string(),
    username: z.string().nullable(),
    orders: z.number().int(),
    spent: MoneyJson,
    writeAccess: z.enum(['unknown', 'allowed', 'blocked']),
  }),
  payments: z.array(AdminPayment),
  history: z.array(TimelineEntry.extend({ actor: z.string() })),
  /** What this member of staff may do now. */
  moves: z.array(z.enum(['accept', 'process', 'ship', 'deliver', 'cancel', 'refund'])),
}).meta({ ref: 'AdminOrder' })
export type AdminOrder = z.infer<typeof AdminOrder>

const version = z.number().int().min(0)
export const OrderMove = z.strictObject({ version })
export const ShipOrder = z.strictObject({
  version,
  carrier: text(60, 0).default(''),
  trackingNumber: text(80, 0).default(''),
  trackingUrl: z.union([z.literal(''), z.url({ protocol: /^https$/ }).max(500)]).default(''),
})
export const CancelOrder = z.strictObject({ version, reason: text(300, 0).default(''), restock: z.boolean().default(true) })
export const RefundRequest = z.strictObject({
  version,
  paymentId: Id,
  /** In minor units of the payment's currency; for goods at most what they come to. */
  amount: z.string().regex(/^[1-9]\d{0,37}$/),
  currency: CurrencyCode,
  /** What it is for; none when for no goods in particular. */
  lines: z
    .array(z.strictObject({ lineId: Id, quantity: z.number().int().min(1).max(1_000_000) }))
    .max(200)
    .default([]),
  /** Whether the lines' share of the delivery goes back too. */ withDelivery: z.boolean().default(false),
  /** Whether the goods are back on the shelf. */ restock: z.boolean().default(false),
  reason: z.enum(refundReasons),
  note: text(300, 0).default(''),
})
/** What shows that money was sent by hand: a transaction, the number of a slip. */
export const RefundSent = z.strictObject({ version, evidence: text(200) })
export const StaffNote = z.strictObject({ note: text(1000) })
