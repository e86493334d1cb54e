import { z } from 'zod'
import { currencyCodes, fiatCodes, type Currency } from './currencies.ts'
import { languages } from './locale.ts'

export const CurrencyCode = z.enum(currencyCodes as [Currency, ...Currency[]])
/** What prices are kept and shown in: no coins, no Stars. */
export const FiatCode = z.enum(fiatCodes as [Currency, ...Currency[]])

/** Minor units as a whole number in a string, with its currency. */
export const MoneyJson = z.object({ amount: z.string().regex(/^-?\d{1,38}$/), currency: CurrencyCode }).meta({ ref: 'Money' })

export const LanguageCode = z.enum(languages)

/** ISO 3166-1 alpha-2. */
export const CountryCode = z.string().regex(/^[A-Z]{2}$/)

export const Id = z.uuid()

export const Moment = z.iso.datetime({ offset: true })

/** Words people typed: trimmed, without control characters other than line breaks. */
export const text = (max: number, min = 1) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // oxlint-disable-next-line no-control-regex
    .refine((value) => !/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(value), 'has characters that cannot be shown')
    // Half of a surrogate pair is no text: PostgreSQL's jsonb refuses it.
    .refine((value) => value.isWellFormed(), 'is not well-formed text')

/** What a merchant writes once per language; English is always there. */
export const localText = (max: number, min = 1) =>
  z.strictObject({ en: text(max, min), sw: text(max, 0).optional(), ar: text(max, 0).optional() })

export const Cursor = z
  .string()
  .max(300)
  .regex(/^[\w-]+$/)

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: Cursor.optional() })

export const Phone = z.string().regex(/^\+[1-9]\d{6,14}$/)

export const IdempotencyKey = z.string().regex(/^[\w-]{8,64}$/)

export const ProblemJson = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    fields: z.array(z.object({ path: z.string(), reason: z.string() })).optional(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    requestId: z.string().optional(),
  })
  .meta({ ref: 'Problem' })
