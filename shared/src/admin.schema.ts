import { z } from 'zod'
import { Cursor, MoneyJson, Moment, pageOf } from './common.schema.ts'
import { paymentMethods } from './payments.ts'

export const Today = z
  .object({
    day: z.string(),
    /** Worth of what came in, by the prices of its orders in the shop's currency, however it was paid. */
    revenue: MoneyJson,
    revenueBefore: MoneyJson,
    /** What came in today for orders in other currencies, such as Stars for digital goods. */
    besides: z.array(MoneyJson),
    orders: z.number().int(),
    ordersBefore: z.number().int(),
    average: MoneyJson,
    /** Money taken in each hour of the shop's day so far, minor units. */
    hours: z.array(z.string()),
    needsYou: z.array(
      z.object({
        kind: z.enum(['to_send', 'to_accept', 'low_stock', 'payment_case', 'unreachable', 'no_delivery']),
        count: z.number().int(),
        orderNumber: z.string().nullable(),
      }),
    ),
    methods: z.array(z.object({ method: z.enum(paymentMethods), started: z.number().int(), succeeded: z.number().int() })),
  })
  .meta({ ref: 'Today' })
export type Today = z.infer<typeof Today>

export const AuditQuery = z.object({ cursor: Cursor.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) })
export const AuditEntry = z
  .object({
    id: z.string(),
    at: Moment,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ ref: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>
export const AuditPage = pageOf(AuditEntry)
