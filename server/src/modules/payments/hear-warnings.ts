import type { CaseCode, CaseOutcome } from 'shared/cases'
import type { Currency } from 'shared/currencies'
import type { Context } from '../../context.ts'
import { gatewayFor } from './ask-gateway.ts'
import { openCase } from './cases.ts'
import type { DisputeSnapshot, Snapshot } from './gateways/gateway.ts'
import { movementsOf } from './queries.ts'
import { refundsOf } from './queries-refunds.ts'
import { settleCase } from './queries-cases.ts'
import { refundable } from './refundable.ts'
import { leaveToPerson, requestRefund } from './request-refund.ts'
import type { PaymentRow } from './tables.ts'

/**
 * What banks and networks say of a paid payment before, or without, moving its money: each is laid before a person once, and
 * closes when they have done with it. What is cheaper given back than disputed goes back by itself.
 * @returns whether a case was opened or closed
 */
export async function hearWarnings(ctx: Context, payment: PaymentRow, snapshot: Snapshot | undefined): Promise<boolean> {
  const { live } = gatewayFor(ctx, payment.gateway)
  const isOtherWorld = live !== undefined && snapshot?.liveMode !== undefined && snapshot.liveMode !== live
  if (!snapshot || isOtherWorld) return false
  let isNews = false
  for (const dispute of snapshot.disputes ?? []) isNews = (await hearDispute(ctx, payment, dispute)) || isNews
  for (const { reference, isActionable, giveBack } of snapshot.fraudWarnings ?? []) {
    const dedupeKey = `fraud:${reference}`
    if (!isActionable) {
      // Disputed meanwhile, or given back.
      isNews = (await settleCase(ctx.db, { dedupeKey, outcome: 'gateway_done', at: ctx.clock.now() })) || isNews
      continue
    }
    const isNew = await openCase(ctx, {
      kind: 'fraud_warning',
      dedupeKey,
      orderId: payment.orderId,
      paymentId: payment.id,
      about: { code: 'fraud_warned', facts: { reference } },
    })
    if (isNew && giveBack) await giveAllBack(ctx, payment, dedupeKey)
    isNews ||= isNew
  }
  return isNews
}

async function hearDispute(ctx: Context, payment: PaymentRow, { reference, state, amount, answerBy }: DisputeSnapshot): Promise<boolean> {
  const facts = { reference, ...(answerBy ? { by: answerBy.toISOString() } : {}) }
  const at = ctx.clock.now()
  const open = (stage: 'asked' | 'appealed', code: CaseCode) =>
    openCase(ctx, {
      kind: 'dispute',
      dedupeKey: `dispute:${reference}:${stage}`,
      orderId: payment.orderId,
      paymentId: payment.id,
      amount,
      about: { code, facts },
    })
  const close = (stage: 'asked' | 'appealed', outcome: CaseOutcome) =>
    settleCase(ctx.db, { dedupeKey: `dispute:${reference}:${stage}`, outcome, at })
  if (state === 'asked') return open('asked', 'bank_asks')
  const wasAsked = await close('asked', state === 'over' ? 'bank_asks_no_more' : 'bank_took')
  if (state === 'appealed') return (await open('appealed', 'bank_looks_again')) || wasAsked
  const wasAppealed = state === 'over' && (await close('appealed', 'bank_decided'))
  return wasAsked || wasAppealed
}

async function giveAllBack(ctx: Context, payment: PaymentRow, idempotencyKey: string): Promise<void> {
  const left = refundable(payment, await refundsOf(ctx.db, [payment.id]), await movementsOf(ctx.db, [payment.id]))
  if (left === 0n) return
  const amount = { amount: left, currency: payment.currency as Currency }
  await requestRefund(ctx, { paymentId: payment.id, amount, reason: 'fraud', idempotencyKey, requestHash: idempotencyKey }).catch(
    leaveToPerson,
  )
}
