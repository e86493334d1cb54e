import type { Currency } from 'shared/currencies'
import { isOpenPayment, type CaseKind, type NextAction, type PaymentState } from 'shared/payments'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { gatewayFor } from './ask-gateway.ts'
import { keptKey } from './asked-lately.ts'
import { openCase } from './cases.ts'
import { paymentChanged, refundChanged } from './events.ts'
import type { ObservedMovement, RefundSnapshot, Snapshot } from './gateways/gateway.ts'
import { hearWarnings } from './hear-warnings.ts'
import { postMovements, postPromise } from './ledger.ts'
import { paymentProblem } from './problems.ts'
import { insertMovements, listOtherPaid, lockPayment, movementsOf, postponePoll, updatePayment } from './queries.ts'
import { findGatewayError } from './queries-gateway-errors.ts'
import { insertRefund, refundsOf, updateRefund } from './queries-refunds.ts'
import { closeCasesOfPayment } from './queries-cases.ts'
import { reduce, type Observation, type Reduced } from './reduce.ts'
import { asRefundChanged, leaveToPerson, requestRefund, returnMoney } from './request-refund.ts'
import { disputed } from './refundable.ts'
import { nextPoll } from './schedule.ts'
import type { MovementRow, PaymentRow, RefundRow } from './tables.ts'

export type Heard = {
  paymentId: string
  snapshot?: Snapshot
  refunds?: readonly RefundSnapshot[]
  /** True, or the version of the row when the gateway was asked: newest if nothing was learnt since. */
  isNewest: boolean | { version: number }
  /** Who says so, where it is not the gateway. */
  decidedBy?: string
  expiring?: boolean
  /** Asked beside the schedule, which goes on as it was as long as the state does. */
  isOutOfTurn?: boolean
  reference?: string
  expiresAt?: Date
}

/**
 * The one road by which a payment changes. Under the row's lock it records the new facts, posts the ledger for exactly
 * those, updates the sums, opens cases, sends back what was paid twice, and tells of it, all in one transaction.
 */
export function applySnapshot(ctx: Context, heard: Heard): Promise<PaymentRow> {
  return inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx.db, heard.paymentId)
    if (!payment) throw paymentProblem('not-found')
    // What is only starting can have neither movements nor refunds.
    const isYoung = payment.version === 0 && payment.reference === null
    const recorded = isYoung ? [] : await movementsOf(ctx.db, [payment.id])
    const refunds = isYoung ? [] : await refundsOf(ctx.db, [payment.id])

    const { reduced, inserted } = await recordFacts(ctx, payment, recorded, refunds, await inOurWords(ctx, payment, heard))
    await recordRefunds(ctx, payment, refunds, reduced)
    const changed = await savePayment(ctx, payment, reduced, heard)
    if (inserted.length > 0) await postMovements(ctx, payment, inserted)
    for (const draft of reduced.cases) await openCase(ctx, { ...draft, orderId: payment.orderId, paymentId: payment.id })
    if (inserted.some((movement) => movement.kind === 'refund')) await closeWhatCameBack(ctx, changed, reduced)
    if (inserted.some((movement) => movement.kind === 'chargeback_reversal'))
      await closeWonDispute(ctx, payment, [...recorded, ...inserted])
    if (inserted.some((movement) => movement.kind === 'capture'))
      await sendBackTwicePaid(ctx, changed, reduced, { inserted, isDecided: recorded.some((movement) => movement.recordedBy !== null) })
    if (payment.state === 'unknown' && changed.state !== 'unknown')
      await closeCasesOfPayment(ctx.db, {
        paymentId: payment.id,
        kinds: ['unknown_outcome'],
        outcome: 'gateway_answered',
        at: ctx.clock.now(),
      })

    const isWarned = await hearWarnings(ctx, changed, heard.snapshot)

    const moved = changed.state !== payment.state || changed.captured !== payment.captured || changed.refunded !== payment.refunded
    const isDisputed = inserted.some((movement) => movement.kind === 'chargeback' || movement.kind === 'chargeback_reversal')
    // Who has paid may have let the gateway keep what they paid with.
    if (moved) dropAfterCommit(ctx, { drop: () => ctx.asked.kept.drop(keptKey(payment)) })
    // Who starts a payment tells of it himself: nothing follows from it yet.
    const isOnlyBegun = payment.state === 'starting' && changed.state === 'requires_action'
    if ((moved || isDisputed || isWarned) && !isOnlyBegun)
      await emit(ctx, paymentChanged({ paymentId: payment.id, orderId: payment.orderId, state: changed.state }))
    return changed
  })
}

/**
 * The usual first answer (go on and pay, nothing moved yet) to a payment nobody has touched since it was written: the same
 * reducer, and one guarded statement in place of a lock.
 * @returns undefined when it is not that simple: then `applySnapshot` it is
 */
export async function applyFirstAnswer(ctx: Context, payment: PaymentRow, heard: Heard): Promise<PaymentRow | undefined> {
  if (payment.state !== 'starting' || payment.version !== 0 || heard.snapshot?.failureCode) return undefined
  const reduced = reduce(payment, [], [], observationOf(ctx, payment, heard))
  const isSimple =
    reduced.state === 'requires_action' &&
    reduced.movements.length + reduced.refundChanges.length + reduced.foreignRefunds.length + reduced.cases.length === 0
  return isSimple ? updatePayment(ctx.db, payment.id, nextRow(ctx, payment, reduced, heard), { version: 0 }) : undefined
}

/** Why it did not go through, as the table of gateways' codes reads it. */
async function inOurWords(ctx: Context, payment: PaymentRow, heard: Heard): Promise<Heard> {
  const { snapshot } = heard
  if (!snapshot?.failureCode) return heard
  const known = await findGatewayError(ctx.db, payment.gateway, snapshot.failureCode)
  return known ? { ...heard, snapshot: { ...snapshot, failure: known.failure } } : heard
}

/** Reduces and inserts. A fact that another payment holds already is not one of this payment's: it is reduced without. */
async function recordFacts(
  ctx: Context,
  payment: PaymentRow,
  recorded: MovementRow[],
  refunds: RefundRow[],
  heard: Heard,
): Promise<{ reduced: Reduced; inserted: MovementRow[] }> {
  const { snapshot } = heard
  const observation = observationOf(ctx, payment, heard)
  const reduced = reduce(payment, recorded, refunds, observation)
  if (reduced.movements.length === 0) return { reduced, inserted: [] }

  const at = ctx.clock.now()
  const asRow = (movement: ObservedMovement) => ({
    id: newId(),
    paymentId: payment.id,
    gateway: payment.gateway,
    kind: movement.kind,
    externalId: movement.externalId,
    amount: movement.amount.amount,
    currency: movement.amount.currency,
    occurredAt: movement.occurredAt,
    recordedAt: at,
    recordedBy: heard.decidedBy ?? null,
  })
  const inserted = await insertMovements(ctx.db, reduced.movements.map(asRow))
  if (inserted.length === reduced.movements.length) return { reduced, inserted }

  const stolen = reduced.movements.find(
    (movement) => !inserted.some((row) => row.kind === movement.kind && row.externalId === movement.externalId),
  )
  await openCase(ctx, {
    kind: 'conflicted',
    dedupeKey: `stolen:${payment.id}:${stolen?.externalId}`,
    orderId: payment.orderId,
    paymentId: payment.id,
    about: { code: 'movement_elsewhere', facts: { movement: stolen?.kind ?? '', reference: stolen?.externalId ?? '' } },
  })
  const own = (movement: ObservedMovement) =>
    [...recorded, ...inserted].some((row) => row.kind === movement.kind && row.externalId === movement.externalId)
  const ownSnapshot = snapshot && {
    ...snapshot,
    state: snapshot.state === 'succeeded' ? ('processing' as const) : snapshot.state,
    movements: snapshot.movements.filter(own),
  }
  return {
    reduced: reduce(payment, [...recorded, ...inserted], refunds, { ...observation, ...(ownSnapshot ? { snapshot: ownSnapshot } : {}) }),
    inserted,
  }
}

function observationOf(ctx: Context, payment: PaymentRow, heard: Heard): Observation {
  const live = ctx.gateways.get(payment.gateway)?.live
  return {
    ...(heard.snapshot ? { snapshot: heard.snapshot } : {}),
    ...(heard.refunds ? { refunds: heard.refunds } : {}),
    isNewest: heard.isNewest === true || (heard.isNewest !== false && heard.isNewest.version === payment.version),
    expiring: heard.expiring ?? false,
    ...(live === undefined ? {} : { live }),
  }
}

async function recordRefunds(ctx: Context, payment: PaymentRow, refunds: RefundRow[], reduced: Reduced): Promise<void> {
  const now = ctx.clock.now()
  for (const { id, state, reference, failureCode } of reduced.refundChanges) {
    const isOver = state === 'succeeded' || state === 'failed'
    const before = refunds.find((refund) => refund.id === id)
    const changed = await updateRefund(ctx.db, id, {
      state,
      reference,
      failureCode,
      updatedAt: now,
      ...(isOver ? { nextTryAt: null } : {}),
    })
    if (state === 'failed' && before?.state !== 'failed') await postPromise(ctx, changed, 'refund_released')
    if (before?.state !== state) await emit(ctx, refundChanged(asRefundChanged(changed)))
  }
  for (const foreign of reduced.foreignRefunds) {
    const refund = await insertRefund(ctx.db, {
      id: newId(),
      paymentId: payment.id,
      orderId: payment.orderId,
      amount: foreign.amount.amount,
      currency: foreign.amount.currency,
      state: foreign.state,
      reason: 'other',
      reference: foreign.reference,
      idempotencyKey: `gateway-${foreign.reference}`,
      requestHash: '',
      failureCode: foreign.failureCode ?? null,
      createdAt: foreign.occurredAt,
      updatedAt: now,
    })
    if (refund.state !== 'failed') await postPromise(ctx, refund, 'refund_granted')
    await emit(ctx, refundChanged(asRefundChanged(refund)))
  }
}

async function savePayment(ctx: Context, payment: PaymentRow, reduced: Reduced, heard: Heard): Promise<PaymentRow> {
  const { updatedAt: _, nextPollAt, polls, settledAt, ...facts } = nextRow(ctx, payment, reduced, heard)
  const isNews = Object.entries(facts).some(([name, value]) => payment[name as keyof typeof facts] !== value)
  if (!isNews) {
    if (nextPollAt !== payment.nextPollAt) await postponePoll(ctx.db, payment.id, nextPollAt)
    return { ...payment, nextPollAt }
  }
  const saved = await updatePayment(ctx.db, payment.id, { ...facts, polls, settledAt, nextPollAt, updatedAt: ctx.clock.now() })
  if (!saved) throw new Error(`Payment ${payment.id} is gone`)
  return saved
}

function nextRow(ctx: Context, payment: PaymentRow, reduced: Reduced, heard: Heard) {
  const now = ctx.clock.now()
  const { state, captured, refunded, failure, failureCode, label } = reduced
  const facts = {
    state,
    captured,
    refunded,
    failure,
    failureCode,
    label,
    reference: heard.reference ?? payment.reference ?? heard.snapshot?.reference ?? null,
    expiresAt: heard.expiresAt ?? payment.expiresAt,
    unknownSince: state === 'unknown' ? (payment.unknownSince ?? now) : null,
    nextAction: nextActionOf(ctx, payment, state, heard.snapshot),
  }
  const isSame = state === payment.state
  const polls = isSame ? payment.polls : 0
  return {
    ...facts,
    polls,
    nextPollAt:
      isSame && heard.isOutOfTurn
        ? payment.nextPollAt
        : nextPoll(gatewayFor(ctx, payment.gateway).descriptor, { ...payment, ...facts, polls }, now),
    settledAt: isOpenPayment(state) ? null : (payment.settledAt ?? now),
    updatedAt: now,
  }
}

/** Sealed: whoever reads it could pay, or see what is paid. The same action keeps the same seal. */
function nextActionOf(ctx: Context, payment: PaymentRow, state: PaymentState, snapshot: Snapshot | undefined): string | null {
  if (!isOpenPayment(state)) return null
  if (!snapshot?.nextAction) return payment.nextAction
  const before = payment.nextAction === null ? undefined : ctx.sealer.open<NextAction>('next-action', payment.nextAction)
  return JSON.stringify(before) === JSON.stringify(snapshot.nextAction)
    ? payment.nextAction
    : ctx.sealer.seal('next-action', snapshot.nextAction)
}

/** Cases that the money's return has settled. */
async function closeWhatCameBack(ctx: Context, payment: PaymentRow, { excess }: Reduced): Promise<void> {
  const isAllBack = payment.refunded === payment.captured
  const kinds: CaseKind[] = isAllBack
    ? ['late', 'over', 'under', 'duplicate', 'conflicted', 'fraud_warning']
    : payment.refunded >= excess && excess > 0n
      ? ['duplicate']
      : []
  if (kinds.length > 0) await closeCasesOfPayment(ctx.db, { paymentId: payment.id, kinds, outcome: 'sent_back', at: ctx.clock.now() })
}

/** The bank gave back all that it took of this payment. */
async function closeWonDispute(ctx: Context, payment: PaymentRow, movements: readonly MovementRow[]): Promise<void> {
  if (disputed(payment, movements) > 0n) return
  await closeCasesOfPayment(ctx.db, { paymentId: payment.id, kinds: ['dispute'], outcome: 'bank_gave_back', at: ctx.clock.now() })
}

/**
 * A second charge of one payment, and a second payment of one order, go back by themselves. What is told beside money that staff
 * wrote down may be that same money under its own name: a person compares the two.
 */
async function sendBackTwicePaid(
  ctx: Context,
  payment: PaymentRow,
  { excess, state }: Reduced,
  { inserted, isDecided }: { inserted: MovementRow[]; isDecided: boolean },
): Promise<void> {
  if (excess > 0n && isDecided) return
  if (excess > 0n) {
    const gateway = gatewayFor(ctx, payment.gateway)
    // Several may be heard of at once, the one that pays the order among them: the newest go back, and no more than is too much.
    let left = excess
    for (const charge of inserted.toSorted((a, b) => b.occurredAt.getTime() - a.occurredAt.getTime())) {
      if (charge.kind !== 'capture' || !gateway.refund || charge.amount > left) continue
      left -= charge.amount
      await requestRefund(ctx, {
        paymentId: payment.id,
        amount: { amount: charge.amount, currency: charge.currency as Currency },
        reason: 'duplicate',
        idempotencyKey: `twice-${charge.id}`,
        requestHash: charge.id,
      }).catch(leaveToPerson)
    }
    return
  }
  if (state !== 'succeeded') return
  const others = await listOtherPaid(ctx.db, { orderId: payment.orderId, id: payment.id })
  if (others.length > 0) await returnMoney(ctx, { paymentId: payment.id, kind: 'duplicate', about: { code: 'paid_elsewhere' } })
}
