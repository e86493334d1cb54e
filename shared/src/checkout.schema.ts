import { z } from 'zod'
import { CartLine } from './cart.schema.ts'
import { productKinds } from './catalog.ts'
import { CountryCode, Id, MoneyJson, Moment, Phone, text } from './common.schema.ts'
import { currencyCodes } from './currencies.ts'
import { payerFields, paymentMethods, unavailableReasons } from './payments.ts'

export const Totals = z
  .object({
    subtotal: MoneyJson,
    delivery: MoneyJson,
    tax: MoneyJson,
    taxName: z.string(),
    taxRateBps: z.number().int(),
    taxIncluded: z.boolean(),
    total: MoneyJson,
  })
  .meta({ ref: 'Totals' })
export type Totals = z.infer<typeof Totals>

export const DeliveryOption = z
  .object({
    id: Id,
    name: z.string(),
    kind: z.enum(['courier', 'pickup']),
    place: z.string().nullable(),
    price: MoneyJson,
    freeFrom: MoneyJson.nullable(),
    earliestAt: Moment,
    latestAt: Moment,
  })
  .meta({ ref: 'DeliveryOption' })
export type DeliveryOption = z.infer<typeof DeliveryOption>

export const OfferedMethod = z
  .object({
    method: z.enum(paymentMethods),
    /** What would be asked, in the currency it would be asked in. */
    amount: MoneyJson,
    /** How it came of the price, where that is in another currency. `table` is brought back when it is agreed to. */
    rate: z
      .object({
        table: Id,
        from: z.enum(currencyCodes),
        to: z.enum(currencyCodes),
        /** A decimal: units of `to` for one of `from`, the shop's spread included. */
        rate: z.string(),
        sources: z.array(z.string()),
        takenAt: Moment,
        goodUntil: Moment,
      })
      .nullable(),
    available: z.boolean(),
    reason: z.enum(unavailableReasons).nullable(),
    health: z.enum(['good', 'slow']),
    /** What the customer must give for it; the contact's where nothing else is given. */
    asks: z.enum(payerFields).nullable(),
    lastUsed: z.boolean(),
    /** Whether money can go back the way it came; where not, the shop sends it by hand. */
    refundable: z.boolean(),
  })
  .meta({ ref: 'OfferedMethod' })
export type OfferedMethod = z.infer<typeof OfferedMethod>

/** Which part of a cart is bought now: a mixed cart is bought in two orders, one of each kind. */
export const QuoteRequest = z.strictObject({
  goods: z.enum(productKinds).optional(),
  addressId: Id.optional(),
  country: CountryCode.optional(),
  deliveryOptionId: Id.optional(),
})
export type QuoteRequest = z.infer<typeof QuoteRequest>

/** The price of the cart now. `token` is what checkout must bring back: it seals lines, prices and delivery. */
export const Quote = z
  .object({
    token: z.string(),
    expiresAt: Moment,
    goods: z.enum(productKinds),
    /** The kind that stays in the cart for a second order, when the cart is mixed. */
    leftForLater: z.enum(productKinds).nullable(),
    lines: z.array(CartLine),
    needsAddress: z.boolean(),
    addressId: Id.nullable(),
    deliverable: z.boolean(),
    deliveryOptions: z.array(DeliveryOption),
    deliveryOptionId: Id.nullable(),
    totals: Totals,
    /** The whole in Stars, for digital goods. */
    stars: MoneyJson.nullable(),
    methods: z.array(OfferedMethod),
  })
  .meta({ ref: 'Quote' })
export type Quote = z.infer<typeof Quote>

/** What is given for one payment alone, where the way to pay asks for it. */
export const Payer = z.strictObject({ phone: Phone })

export const CheckoutRequest = z.strictObject({
  quoteToken: z.string().max(4096),
  method: z.enum(paymentMethods),
  contact: z.strictObject({ name: text(80), phone: Phone.nullable().default(null) }).optional(),
  payer: Payer.optional(),
  note: text(500, 0).default(''),
  termsAccepted: z.literal(true),
})
export type CheckoutRequest = z.input<typeof CheckoutRequest>
