import { z } from 'zod'

/** What the bot tells the API, over HTTP with the bot's own secret. Field names are Telegram's where the facts are theirs. */
const telegramUser = z.object({
  id: z.number().int().positive(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
})

export const BotUserSeen = z.strictObject({ user: telegramUser, writeAccess: z.enum(['allowed', 'blocked']) })
export const BotUserAnswer = z.object({ language: z.string(), isStaff: z.boolean() })

/** What we wrote on the invoice (1–128 bytes, core.telegram.org/bots/api#createinvoicelink): no control characters. */
const payload = z
  .string()
  .max(128)
  .regex(/^\P{Cc}*$/u)
const currency = z.string().regex(/^[A-Z]{3,8}$/)

export const PreCheckout = z.strictObject({
  userId: z.number().int().positive(),
  payload,
  currency,
  totalAmount: z.number().int().nonnegative(),
})
export const PreCheckoutAnswer = z.object({
  ok: z.boolean(),
  /** A sentence for the customer, in their language, when not ok. */ message: z.string().optional(),
})

/** Opaque, and printed whole: no spaces, no control characters. */
const chargeId = z.string().regex(/^[\x21-\x7e]{1,256}$/)

export const StarsPaid = z.strictObject({
  userId: z.number().int().positive(),
  payload,
  currency,
  totalAmount: z.number().int().positive(),
  chargeId,
  /** Of a subscription's charge: whether it is the first, and until when it is paid (seconds since 1970). */
  subscription: z.strictObject({ isFirst: z.boolean(), paidUntil: z.number().int().positive().max(253_402_300_799) }).optional(),
})
export const StarsRefunded = z.strictObject({
  userId: z.number().int().positive(),
  payload,
  currency,
  totalAmount: z.number().int().positive(),
  chargeId,
})
export const Accepted = z.object({ ok: z.literal(true) })
