import { z } from 'zod'
import { Id, MoneyJson, Moment, text } from './common.schema.ts'
import { caseKinds } from './payments.ts'

export const PaymentCase = z
  .object({
    id: Id,
    kind: z.enum(caseKinds),
    orderNumber: z.string().nullable(),
    paymentId: Id.nullable(),
    amount: MoneyJson.nullable(),
    detail: z.string(),
    createdAt: Moment,
    resolvedAt: Moment.nullable(),
    resolution: z.string().nullable(),
  })
  .meta({ ref: 'PaymentCase' })
export type PaymentCase = z.infer<typeof PaymentCase>
export const CaseResolution = z.strictObject({ resolution: text(300) })
