import type { Currency } from 'shared/currencies'
import type { CaseDecision } from 'shared/payments.schema'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { paymentToAsk, type PaymentToAsk } from './ask-gateway.ts'
import type { Snapshot } from './gateways/gateway.ts'
import { paymentProblem } from './problems.ts'
import { lockPayment } from './queries.ts'
import { closeCase, findCase, type CaseRow } from './queries-cases.ts'
import { isReferenceTaken } from './queries-references.ts'
import { askAgain } from './refresh-payment.ts'

/**
 * Staff have found out, in the gateway's own books, what became of a payment it will not answer for. The gateway has had its whole
 * schedule and days more, or there would be no case, and is asked once more before their word counts; then it goes the one
 * road of all facts. Money that shows up against their word is late, or paid twice, like any other.
 * @throws payments/case-not-found · payments/case-resolved · payments/outcome-known · payments/reference-taken
 */
export async function decidePayment(ctx: StaffContext, { caseId, ...decision }: { caseId: string } & CaseDecision): Promise<CaseRow> {
  const found = await findCase(ctx.db, caseId)
  if (!found) throw paymentProblem('case-not-found')
  const { paymentId } = found
  if (found.kind !== 'unknown_outcome' || paymentId === null) throw paymentProblem('outcome-known')
  if (found.resolvedAt !== null) throw paymentProblem('case-resolved')
  await askAgain(ctx, paymentId)
  const asked = await paymentToAsk(ctx, paymentId)

  return inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx.db, paymentId)
    if (payment?.state !== 'unknown') throw paymentProblem('outcome-known')
    const taken = decision.outcome === 'paid' && { gateway: payment.gateway, paymentId, reference: decision.reference }
    if (taken && (await isReferenceTaken(ctx.db, taken))) throw paymentProblem('reference-taken')
    const at = ctx.clock.now()
    const closed = await closeCase(ctx.db, { id: caseId, resolution: decision.reason, by: ctx.actor.userId, at })
    if (!closed) throw paymentProblem('case-resolved')
    const decided = await applySnapshot(ctx, {
      paymentId,
      snapshot: snapshotOf(asked, decision, at),
      isNewest: true,
      decidedBy: ctx.actor.userId,
    })
    // Money that another payment holds already is none of this one's.
    if (decision.outcome === 'paid' && decided.state !== 'succeeded') throw paymentProblem('reference-taken')
    const facts = { outcome: decision.outcome, ...(decision.outcome === 'paid' ? { reference: decision.reference } : {}) }
    await audit(ctx, 'payments.decided', { type: 'payment', id: paymentId }, facts)
    return { ...closed, orderNumber: found.orderNumber }
  })
}

function snapshotOf({ payment, gateway, asked }: PaymentToAsk, decision: CaseDecision, at: Date): Snapshot {
  if (decision.outcome === 'not_paid') return { state: 'failed', movements: [], failure: 'other', failureCode: 'decided_by_staff' }
  const amount = { amount: payment.amount, currency: payment.currency as Currency }
  const externalId = gateway.captureId?.(asked) ?? decision.reference
  return {
    state: 'succeeded',
    expected: amount,
    movements: [{ kind: 'capture', externalId, amount, occurredAt: at }],
    label: decision.reference,
  }
}
