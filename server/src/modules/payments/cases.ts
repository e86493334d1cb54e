import type { CaseCode, CaseFacts } from 'shared/cases'
import type { CaseKind } from 'shared/payments'
import type { Money } from 'shared/money'
import type { Context, StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { newId } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { paymentChanged } from './events.ts'
import { paymentProblem } from './problems.ts'
import { findPayment } from './queries.ts'
import { closeCase, findCase, insertCase, type CaseRow } from './queries-cases.ts'

export type NewCase = {
  kind: CaseKind
  /** The same for every time the same thing is noticed. */
  dedupeKey: string
  orderId?: string | null
  paymentId?: string | null
  amount?: Money
  about: CaseAbout
}

/** What it tells staff; no personal data. */
export type CaseAbout = { code: CaseCode; facts?: CaseFacts }

/**
 * Lays something about money before a person, once. Inside the caller's transaction when there is one.
 * @returns whether it was not known yet
 */
export async function openCase(ctx: Context, { amount, about, ...draft }: NewCase): Promise<boolean> {
  const isNew = await insertCase(ctx.db, {
    ...draft,
    ...about,
    id: newId(),
    amount: amount?.amount ?? null,
    currency: amount?.currency ?? null,
    createdAt: ctx.clock.now(),
  })
  if (isNew) ctx.log.warn({ kind: draft.kind, orderId: draft.orderId, paymentId: draft.paymentId }, 'a payment case was opened')
  return isNew
}

/** A payment's case that its outcome is unknown: one for each time that it became so. */
export const unknownCase = (paymentId: string, since: Date) => `unknown:${paymentId}:${since.getTime()}`

/** The order need not wait any more for what a person has settled. */
async function tellOfPayment(ctx: Context, { orderId, paymentId }: CaseRow): Promise<void> {
  const payment = paymentId === null ? undefined : await findPayment(ctx.db, paymentId)
  if (payment && orderId !== null) await emit(ctx, paymentChanged({ paymentId: payment.id, orderId, state: payment.state }))
}

/** @throws payments/case-not-found · payments/case-resolved · payments/case-undecided while nobody knows whether its payment was paid */
export function resolveCase(ctx: StaffContext, { caseId, resolution }: { caseId: string; resolution: string }): Promise<CaseRow> {
  return inTransaction(ctx, async (ctx) => {
    const closed = await closeCase(ctx.db, { id: caseId, resolution, by: ctx.actor.userId, at: ctx.clock.now() })
    if (!closed) throw paymentProblem((await findCase(ctx.db, caseId)) ? 'case-resolved' : 'case-not-found')
    if (closed.kind === 'unknown_outcome' && (await isUnknown(ctx, closed.paymentId))) throw paymentProblem('case-undecided')
    // The words themselves may name a person, so they stay in the case, and the audit only tells that there are some.
    await audit(ctx, 'payments.case-resolved', { type: 'payment-case', id: caseId }, { kind: closed.kind, length: resolution.length })
    const found = await findCase(ctx.db, caseId)
    if (!found) throw paymentProblem('case-not-found')
    await tellOfPayment(ctx, found)
    return found
  })
}

async function isUnknown(ctx: StaffContext, paymentId: string | null): Promise<boolean> {
  return paymentId !== null && (await findPayment(ctx.db, paymentId))?.state === 'unknown'
}
