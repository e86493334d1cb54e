import { caseCodes, caseOutcomes } from './cases.ts'
import { z } from 'zod'
import { Id, MoneyJson, Moment, text } from './common.schema.ts'
import { caseKinds, movementKinds, paymentMethods } from './payments.ts'

export const PaymentCase = z
  .object({
    id: Id,
    kind: z.enum(caseKinds),
    orderNumber: z.string().nullable(),
    paymentId: Id.nullable(),
    amount: MoneyJson.nullable(),
    /** What it tells, with the facts that belong into its words; null in those written down in words, which are `detail`. */
    code: z.enum(caseCodes).nullable(),
    facts: z.record(z.string(), z.union([z.string(), MoneyJson])),
    detail: z.string().nullable(),
    createdAt: Moment,
    resolvedAt: Moment.nullable(),
    /** How it settled itself; what a person wrote who settled it is `resolution`. */
    outcome: z.enum(caseOutcomes).nullable(),
    resolution: z.string().nullable(),
  })
  .meta({ ref: 'PaymentCase' })
export type PaymentCase = z.infer<typeof PaymentCase>
export const CaseResolution = z.strictObject({ resolution: text(300) })
/** What staff found out about a payment whose gateway will not say: `reference` is what its books know the money by. */
export const CaseDecision = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('paid'), reference: text(100), reason: text(300) }),
  z.strictObject({ outcome: z.literal('not_paid'), reason: text(300) }),
])
export type CaseDecision = z.infer<typeof CaseDecision>

/** Ways to pay that a customer let gateways keep. `expires` is a month. */
export const KeptMethods = z
  .object({
    items: z.array(
      z.object({
        gateway: z.string(),
        id: z.string(),
        label: z.string(),
        expires: z
          .string()
          .regex(/^\d{4}-\d{2}$/)
          .nullable(),
      }),
    ),
  })
  .meta({ ref: 'KeptMethods' })
export type KeptMethods = z.infer<typeof KeptMethods>

const SettledMethod = z.enum(paymentMethods).nullable()

/** What gateways say they did with our money, beside what our book says. Days are of UTC. */
export const Settlements = z
  .object({
    gateways: z.array(
      z.object({
        gateway: z.string(),
        method: z.enum(paymentMethods),
        /** Which movements its settlement tells of; none: it has no settlement, and its statement is compared by a person. */
        tells: z.array(z.enum(movementKinds)),
        /** Until when all of it was read; null: never yet. */
        readUntil: Moment.nullable(),
      }),
    ),
    days: z.array(
      z.object({
        gateway: z.string(),
        /** What customers know the gateway by; null once it is not set up any more. */
        method: SettledMethod,
        day: z.iso.date(),
        expected: MoneyJson,
        actual: MoneyJson,
        difference: MoneyJson,
        /** What moved lately and was not told of yet. */
        waiting: MoneyJson,
        fees: MoneyJson,
        paidOut: MoneyJson,
      }),
    ),
    held: z.array(
      z.object({
        gateway: z.string(),
        method: SettledMethod,
        booked: MoneyJson,
        held: MoneyJson.nullable(),
        onHold: MoneyJson,
        at: Moment.nullable(),
      }),
    ),
  })
  .meta({ ref: 'Settlements' })
export type Settlements = z.infer<typeof Settlements>

/** What a wallet signed over our challenge to show that it is the payer's own (docs.ton.org, TON Connect, `ton_proof`). */
export const WalletProof = z
  .strictObject({
    address: z.string().max(80),
    stateInit: z.string().max(20_000),
    proof: z.strictObject({
      timestamp: z.number().int().positive(),
      domain: z.strictObject({ lengthBytes: z.number().int().nonnegative(), value: z.string().max(260) }),
      payload: z.string().max(128),
      signature: z.string().max(200),
    }),
  })
  .meta({ ref: 'WalletProof' })
export type WalletProof = z.infer<typeof WalletProof>

/** What a wallet is to sign, once and soon. */
export const WalletChallenge = z.object({ payload: z.string() }).meta({ ref: 'WalletChallenge' })
export type WalletChallenge = z.infer<typeof WalletChallenge>
