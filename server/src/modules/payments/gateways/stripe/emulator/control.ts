import { Hono } from 'hono'
import type Stripe from 'stripe'
import { z } from 'zod'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import { declines } from './cards.ts'
import { disputeStatuses } from './disputes.ts'
import { StripeFault } from './errors.ts'
import type { EventType } from './state.ts'

type Controlled = {
  declineNext(reason: keyof typeof declines, times: number): void
  wrongAmountNext(delta: number): void
  nextRefund(fate: 'fails_later' | 'pending' | null): void
  failRefund(id: string, reason?: string): unknown
  dispute(chargeOrIntentId: string, reason?: string, stage?: 'chargeback' | 'inquiry'): Stripe.Dispute | undefined
  moveDispute(id: string, status: Stripe.Dispute.Status): Stripe.Dispute
  warnOfFraud(chargeOrIntentId: string): Stripe.Radar.EarlyFraudWarning
  payOut(currency: string): Stripe.Payout | undefined
  forge(input: {
    type: EventType
    paymentIntentId?: string
    changes?: Record<string, unknown>
    secret?: string
  }): Promise<(number | null)[]>
}

const DeclineNext = z.strictObject({
  reason: z.enum(Object.keys(declines) as (keyof typeof declines)[]).default('generic'),
  times: z.number().int().min(1).max(100_000).default(1),
})
const WrongAmount = z.strictObject({ delta: z.number().int() })
const NextRefund = z.strictObject({ fate: z.enum(['fails_later', 'pending']).nullable() })
const FailRefund = z.strictObject({ reason: z.string().optional() })
const Dispute = z.strictObject({ reason: z.string().optional(), stage: z.enum(['chargeback', 'inquiry']).optional() })
const MoveDispute = z.strictObject({ status: z.enum(disputeStatuses) })
const Payout = z.strictObject({ currency: z.string() })
const Forge = z.strictObject({
  type: z.string().default('payment_intent.succeeded'),
  paymentIntentId: z.string().optional(),
  changes: z.record(z.string(), z.unknown()).optional(),
  secret: z.string().optional(),
})

/** What only Stripe can be told to do, under `/control/stripe` (docs/sandbox.md). */
export function controlRoutes(emulator: Controlled): Hono {
  return new Hono()
    .post('/decline-next', async (c) => {
      const { reason, times } = await readInput(c, DeclineNext)
      emulator.declineNext(reason, times)
      return c.json({ ok: true })
    })
    .post('/wrong-amount-next', async (c) => {
      emulator.wrongAmountNext((await readInput(c, WrongAmount)).delta)
      return c.json({ ok: true })
    })
    .post('/next-refund', async (c) => {
      emulator.nextRefund((await readInput(c, NextRefund)).fate)
      return c.json({ ok: true })
    })
    .post('/refunds/:id/fail', async (c) => {
      emulator.failRefund(c.req.param('id'), (await readInput(c, FailRefund)).reason)
      return c.json({ ok: true })
    })
    .post('/charges/:id/dispute', async (c) => {
      const { reason, stage } = await readInput(c, Dispute)
      const dispute = emulator.dispute(c.req.param('id'), reason, stage)
      return dispute ? c.json(dispute, 201) : c.json({ error: 'this charge cannot be disputed' }, 409)
    })
    .post('/disputes/:id/move', async (c) => c.json(emulator.moveDispute(c.req.param('id'), (await readInput(c, MoveDispute)).status)))
    .post('/charges/:id/fraud-warning', (c) => c.json(emulator.warnOfFraud(c.req.param('id')), 201))
    .post('/payouts', async (c) => {
      const payout = emulator.payOut((await readInput(c, Payout)).currency)
      return payout ? c.json(payout, 201) : c.json({ error: 'nothing is free to be paid out' }, 409)
    })
    .post('/forge', async (c) => {
      const { type, ...rest } = await readInput(c, Forge)
      return c.json({ answers: await emulator.forge({ type: type as EventType, ...rest }) })
    })
    .onError((error, c) => {
      if (error instanceof StripeFault) return c.json({ error: error.message }, error.status as 400)
      throw error
    })
}
