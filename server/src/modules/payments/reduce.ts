import { isOpenPayment, paymentStates, type CaseKind, type MovementKind, type PaymentState, type RefundState } from 'shared/payments'
import { asMoneyJson, type Money } from 'shared/money'
import type { CaseAbout } from './cases.ts'
import type { ObservedMovement, RefundSnapshot, Snapshot } from './gateways/gateway.ts'
import type { MovementRow, PaymentRow, RefundRow } from './tables.ts'

type KnownPayment = Pick<PaymentRow, 'id' | 'state' | 'amount' | 'currency' | 'failure' | 'failureCode' | 'label' | 'captured' | 'refunded'>
type KnownMovement = Pick<MovementRow, 'kind' | 'externalId' | 'amount' | 'currency' | 'occurredAt'>
type KnownRefund = Pick<RefundRow, 'id' | 'state' | 'reference' | 'amount' | 'currency' | 'failureCode'>

export type Observation = {
  /** What the gateway says of the payment; absent when it only told of a refund. */
  snapshot?: Snapshot
  refunds?: readonly RefundSnapshot[]
  /** Whether nothing else was learnt since this was asked, so that it may also take an open payment a step back. */
  isNewest: boolean
  /** Whether we called it off because its time was over. */
  expiring?: boolean
  /** Whether our keys are live ones: money of the other world counts for nothing. */
  live?: boolean
}

export type RefundChange = { id: string; state: RefundState; reference: string; failureCode: string | null; amount: Money }
export type CaseDraft = { kind: CaseKind; dedupeKey: string; amount?: Money; about: CaseAbout }

export type Reduced = {
  state: PaymentState
  captured: bigint
  refunded: bigint
  failure: PaymentRow['failure']
  failureCode: string | null
  label: string | null
  /** To insert: facts not recorded yet. */
  movements: ObservedMovement[]
  refundChanges: RefundChange[]
  /** Refunds that nobody here granted: made in the gateway's own screens. */
  foreignRefunds: RefundSnapshot[]
  cases: CaseDraft[]
  /** Money taken more than once for one payment, to be sent back. */
  excess: bigint
}

/**
 * What a payment becomes when its gateway is heard. Pure, and the only place that decides it: for webhook, return, poll
 * and reconciler alike. Facts are a set, sums are folds over it, and states only climb in rank, so copies, delays and any
 * order of observations end the same.
 */
export function reduce(
  payment: KnownPayment,
  recorded: readonly KnownMovement[],
  refunds: readonly KnownRefund[],
  observation: Observation,
): Reduced {
  const { snapshot } = observation
  const cases: CaseDraft[] = []
  const otherWorld = snapshot?.liveMode !== undefined && observation.live !== undefined && snapshot.liveMode !== observation.live
  if (otherWorld)
    cases.push({
      kind: 'conflicted',
      dedupeKey: `mode:${payment.id}`,
      about: { code: 'other_world' },
    })

  const refundNews = otherWorld ? noRefundNews : reduceRefunds(refunds, [...(snapshot?.refunds ?? []), ...(observation.refunds ?? [])])
  const observed = otherWorld ? [] : [...(snapshot?.movements ?? []), ...refundNews.movements]
  const fresh = notRecorded(recorded, observed)
  const withheld = overdrawn(payment, [...recorded, ...fresh.map(asKnown)])
  const movements = withheld ? fresh.filter((movement) => movement.kind !== 'refund' && movement.kind !== 'refund_reversal') : fresh
  if (withheld)
    cases.push({
      kind: 'conflicted',
      dedupeKey: `overdrawn:${payment.id}`,
      about: { code: 'refunded_over_taken' },
    })

  const all = [...recorded, ...movements.map(asKnown)]
  const captured = sumOf(all, payment.currency, ['capture'], [])
  const refunded = sumOf(all, payment.currency, ['refund'], ['refund_reversal'])
  const verdict = judge(payment, all, captured, snapshot, otherWorld)
  if (verdict.case) cases.push(verdict.case)

  const said = stateSaid(verdict.state, observation)
  const state = said === undefined ? payment.state : climb(payment.state, said, observation.isNewest)
  if (captured > 0n && payment.captured === 0n && ['expired', 'failed', 'cancelled'].includes(payment.state)) {
    cases.push({
      kind: 'late',
      dedupeKey: `late:${payment.id}`,
      amount: inOwn(payment, captured),
      about: { code: 'came_after_end' },
    })
  }
  for (const { kind, externalId, amount } of movements) {
    if (kind === 'chargeback')
      cases.push({
        kind: 'dispute',
        dedupeKey: `dispute:${externalId}`,
        amount,
        about: { code: 'bank_took', facts: { reference: externalId } },
      })
  }
  for (const change of refundNews.changes) {
    if (change.state === 'failed')
      cases.push({
        kind: 'refund_failed',
        dedupeKey: `refund:${change.id}`,
        amount: change.amount,
        about: { code: 'refund_refused', facts: { reason: change.failureCode ?? '–' } },
      })
  }

  const speaksNow = snapshot !== undefined && (observation.isNewest || state !== payment.state)
  return {
    state,
    captured,
    refunded,
    failure:
      state === 'succeeded'
        ? null
        : speaksNow
          ? (snapshot.failure ?? (state === 'expired' ? 'expired' : isOpenPayment(state) ? null : payment.failure))
          : payment.failure,
    failureCode:
      state === 'succeeded'
        ? null
        : speaksNow
          ? (snapshot.failureCode ?? (isOpenPayment(state) ? null : payment.failureCode))
          : payment.failureCode,
    label: snapshot?.label ?? payment.label,
    movements,
    refundChanges: refundNews.changes,
    foreignRefunds: withheld ? [] : refundNews.foreign,
    cases,
    excess: verdict.excess,
  }
}

type Verdict = { state: PaymentState | undefined; excess: bigint; case?: CaseDraft }

/** Compares what was taken with what we asked for, before anything turns paid. */
function judge(
  payment: KnownPayment,
  all: readonly KnownMovement[],
  captured: bigint,
  snapshot: Snapshot | undefined,
  otherWorld: boolean,
): Verdict {
  if (otherWorld) return { state: 'conflicted', excess: 0n }
  const sum = (amount: bigint) => asMoneyJson(inOwn(payment, amount))
  const captures = all.filter((movement) => movement.kind === 'capture')
  const foreign = captures.find((movement) => movement.currency !== payment.currency)
  if (foreign)
    return conflict(payment, 'conflicted', { code: 'other_currency', facts: { paid: foreign.currency, asked: payment.currency } })
  const expected = snapshot?.expected
  if (
    expected &&
    (expected.amount !== payment.amount || expected.currency !== payment.currency) &&
    (captured > 0n || snapshot.state === 'authorized')
  ) {
    const kind = expected.currency !== payment.currency ? 'conflicted' : expected.amount < payment.amount ? 'under' : 'over'
    return conflict(payment, kind, { code: 'other_amount_asked', facts: { there: asMoneyJson(expected), here: sum(payment.amount) } })
  }

  if (captured === 0n) {
    // Succeeded without a single fact of money is nothing to believe.
    return { state: snapshot?.state === 'succeeded' ? 'processing' : snapshot?.state, excess: 0n }
  }
  if (captured < payment.amount) {
    if (snapshot?.state !== 'succeeded') return { state: snapshot?.state, excess: 0n }
    return conflict(payment, 'under', { code: 'paid_in_part', facts: { paid: sum(captured), asked: sum(payment.amount) } })
  }
  if (captured === payment.amount) return { state: 'succeeded', excess: 0n }
  if (!captures.some((movement) => movement.amount === payment.amount))
    return conflict(payment, 'over', { code: 'paid_over', facts: { paid: sum(captured), asked: sum(payment.amount) } })
  const excess = captured - payment.amount
  return {
    state: 'succeeded',
    excess,
    case: {
      kind: 'duplicate',
      dedupeKey: `charges:${payment.id}:${captures.length}`,
      amount: inOwn(payment, excess),
      about: { code: 'paid_times', facts: { times: String(captures.length) } },
    },
  }
}

function conflict(payment: KnownPayment, kind: CaseKind, about: CaseAbout): Verdict {
  return { state: 'conflicted', excess: 0n, case: { kind, dedupeKey: `amount:${payment.id}`, about } }
}

function stateSaid(state: PaymentState | undefined, { expiring }: Observation): PaymentState | undefined {
  return state === 'cancelled' && expiring ? 'expired' : state
}

/** Higher ranks win. Only what was asked after everything else may also take an open payment back to another open state. */
function climb(from: PaymentState, to: PaymentState, isNewest: boolean): PaymentState {
  if (paymentStates[to].rank > paymentStates[from].rank) return to
  const isStepBack = isNewest && isOpenPayment(from) && isOpenPayment(to) && from !== 'authorized'
  return isStepBack ? to : from
}

const refundRanks: Record<RefundState, number> = { requested: 0, unknown: 1, pending: 2, succeeded: 3, failed: 4 }

const noRefundNews = { changes: [] as RefundChange[], movements: [] as ObservedMovement[], foreign: [] as RefundSnapshot[] }

function reduceRefunds(refunds: readonly KnownRefund[], told: readonly RefundSnapshot[]): typeof noRefundNews {
  const changes = new Map<string, RefundChange>()
  const movements: ObservedMovement[] = []
  const foreign = new Map<string, RefundSnapshot>()
  for (const news of told) {
    const known = refunds.find((refund) => refund.id === news.refundId) ?? refunds.find((refund) => refund.reference === news.reference)
    const before = known && (changes.get(known.id)?.state ?? known.state)
    if (before !== undefined && refundRanks[news.state] < refundRanks[before]) continue
    const movement = (kind: MovementKind): ObservedMovement => ({
      kind,
      externalId: news.reference,
      amount: news.amount,
      occurredAt: news.occurredAt,
    })
    if (news.state === 'succeeded') movements.push(movement('refund'))
    // Money that had gone back came back to us; one that never went leaves no trace in the books.
    if (news.state === 'failed' && before === 'succeeded') movements.push(movement('refund_reversal'))
    if (!known) foreign.set(news.reference, news)
    else if (before !== news.state || known.reference !== news.reference) {
      changes.set(known.id, {
        id: known.id,
        state: news.state,
        reference: news.reference,
        failureCode: news.failureCode ?? null,
        amount: news.amount,
      })
    }
  }
  return { changes: [...changes.values()], movements, foreign: [...foreign.values()] }
}

function notRecorded(recorded: readonly KnownMovement[], observed: readonly ObservedMovement[]): ObservedMovement[] {
  const seen = new Set(recorded.map((movement) => `${movement.kind} ${movement.externalId}`))
  return observed.filter((movement) => {
    const key = `${movement.kind} ${movement.externalId}`
    return movement.amount.amount > 0n && !seen.has(key) && seen.add(key)
  })
}

const asKnown = ({ kind, externalId, amount, occurredAt }: ObservedMovement): KnownMovement => ({
  kind,
  externalId,
  amount: amount.amount,
  currency: amount.currency,
  occurredAt,
})

function overdrawn({ currency }: KnownPayment, movements: readonly KnownMovement[]): boolean {
  const back = sumOf(movements, currency, ['refund'], ['refund_reversal'])
  return back < 0n || back > sumOf(movements, currency, ['capture'], [])
}

function sumOf(movements: readonly KnownMovement[], currency: string, plus: MovementKind[], minus: MovementKind[]): bigint {
  return movements.reduce((sum, movement) => {
    if (movement.currency !== currency) return sum
    if (plus.includes(movement.kind)) return sum + movement.amount
    return minus.includes(movement.kind) ? sum - movement.amount : sum
  }, 0n)
}

const inOwn = (payment: KnownPayment, amount: bigint): Money => ({ amount, currency: payment.currency as Money['currency'] })
