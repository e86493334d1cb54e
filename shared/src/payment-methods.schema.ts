import { z } from 'zod'
import { productKinds } from './catalog.ts'
import { OfferedMethod } from './checkout.schema.ts'
import { CountryCode, Moment } from './common.schema.ts'
import { currencyCodes } from './currencies.ts'
import { paymentMethods, surfaces } from './payments.ts'

/** A purchase to try the rules with. Amounts are minor units of the shop's currency, `stars` apart. */
export const MethodsQuery = z.object({
  goods: z.enum(productKinds).default('physical'),
  country: CountryCode.optional(),
  surface: z.enum(surfaces).default('mini_app'),
  amount: z.coerce.number().int().min(1).max(100_000_000).default(2_000),
  stars: z.coerce.number().int().min(1).max(100_000).default(250),
})
export type MethodsQuery = z.output<typeof MethodsQuery>

/** A way to pay as staff see it. What it says of no goods, surfaces, countries or currencies, it takes all of. */
export const AdminPaymentMethod = z
  .object({
    method: z.enum(paymentMethods),
    /** Who takes the money; null when nobody is set up. */
    gateway: z.string().nullable(),
    /** Whether its keys are live ones; null where there is but one world. */
    isLive: z.boolean().nullable(),
    goods: z.array(z.enum(productKinds)),
    surfaces: z.array(z.enum(surfaces)).nullable(),
    countries: z.array(CountryCode).nullable(),
    currencies: z.array(z.enum(currencyCodes)).nullable(),
    /** Whether money can go back by itself. */
    refunds: z.boolean(),
    health: z.enum(['good', 'slow', 'down']).nullable(),
    pausedAt: Moment.nullable(),
    /** What the sample purchase would be offered; null when there is nothing to ask for in this way. */
    offer: OfferedMethod.nullable(),
  })
  .meta({ ref: 'AdminPaymentMethod' })
export type AdminPaymentMethod = z.infer<typeof AdminPaymentMethod>

export const AdminPaymentMethods = z
  .object({
    sample: MethodsQuery,
    items: z.array(AdminPaymentMethod),
    /** The exchange rates that are quoted by now; null when there are none to be had. */
    rates: z.object({ takenAt: Moment, goodUntil: Moment }).nullable(),
  })
  .meta({ ref: 'AdminPaymentMethods' })
export type AdminPaymentMethods = z.infer<typeof AdminPaymentMethods>
