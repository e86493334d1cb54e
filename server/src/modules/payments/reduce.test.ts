import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { money, type Money } from 'shared/money'
import { isOpenPayment, paymentStates, type PaymentState } from 'shared/payments'
import type { ObservedMovement, RefundSnapshot, Snapshot } from './gateways/gateway.ts'
import { reduce, type Observation } from './reduce.ts'
import { asAnswer, live, refundedBy, steps, type Truth } from './testing/truth.ts'

type Known = Parameters<typeof reduce>[0]
type Recorded = Parameters<typeof reduce>[1][number]
type KnownRefund = Parameters<typeof reduce>[2][number]

const at = new Date('2026-11-22T09:00:00Z')
const usd = (amount: bigint) => money(amount, 'USD')
const row = (state: PaymentState, change: Partial<Known> = {}): Known => ({
  id: 'p1',
  state,
  amount: 1000n,
  currency: 'USD',
  failure: null,
  failureCode: null,
  label: null,
  captured: 0n,
  refunded: 0n,
  ...change,
})
const capture = (externalId: string, amount: Money = usd(1000n)): ObservedMovement => ({
  kind: 'capture',
  externalId,
  amount,
  occurredAt: at,
})
const said = (state: Snapshot['state'], change: Partial<Snapshot> = {}): Observation => ({
  snapshot: { state, movements: [], expected: usd(1000n), ...change },
  isNewest: true,
})
const recorded = (movement: ObservedMovement): Recorded => ({
  kind: movement.kind,
  externalId: movement.externalId,
  amount: movement.amount.amount,
  currency: movement.amount.currency,
  occurredAt: movement.occurredAt,
})

describe('what a payment becomes when its gateway is heard', () => {
  const table: [about: string, from: Known, observation: Observation, expected: Partial<ReturnType<typeof reduce>>, cases?: string[]][] = [
    ['it begins', row('starting'), said('requires_action'), { state: 'requires_action' }],
    [
      'the whole sum came',
      row('requires_action'),
      said('succeeded', { movements: [capture('c1')] }),
      { state: 'succeeded', captured: 1000n },
    ],
    [
      'a card is declined and another may be tried',
      row('requires_action'),
      said('requires_action', { failure: 'declined', failureCode: 'card_declined' }),
      { state: 'requires_action', failure: 'declined' },
    ],
    [
      'a decline is forgotten once it is paid',
      row('requires_action', { failure: 'declined', failureCode: 'x' }),
      said('succeeded', { movements: [capture('c1')] }),
      { state: 'succeeded', failure: null, failureCode: null },
    ],
    [
      'the bank takes it back',
      row('succeeded', { captured: 1000n }),
      said('succeeded', { movements: [capture('c1'), { ...capture('d1'), kind: 'chargeback' }] }),
      { state: 'succeeded', captured: 1000n, refunded: 0n },
      ['dispute'],
    ],
    ['success without money is not believed', row('requires_action'), said('succeeded'), { state: 'processing', captured: 0n }],
    [
      'too little',
      row('processing'),
      said('succeeded', { movements: [capture('c1', usd(1n))] }),
      { state: 'conflicted', captured: 1n },
      ['under'],
    ],
    [
      'too much in one charge',
      row('processing'),
      said('succeeded', { movements: [capture('c1', usd(1001n))] }),
      { state: 'conflicted' },
      ['over'],
    ],
    [
      'the same number in another currency',
      row('processing'),
      said('succeeded', { movements: [capture('c1', money(1000n, 'KES'))] }),
      { state: 'conflicted', captured: 0n },
      ['conflicted'],
    ],
    [
      'they were asked for less than the order',
      row('processing'),
      said('succeeded', { expected: usd(500n), movements: [capture('c1', usd(500n))] }),
      { state: 'conflicted' },
      ['under'],
    ],
    [
      'they were asked in another currency',
      row('processing'),
      said('succeeded', { expected: money(1000n, 'KES'), movements: [capture('c1')] }),
      { state: 'conflicted' },
      ['conflicted'],
    ],
    [
      'test money where live is meant',
      row('processing'),
      { ...said('succeeded', { liveMode: false, movements: [capture('c1')] }), live: true },
      { state: 'conflicted', captured: 0n, movements: [] },
      ['conflicted'],
    ],
    [
      'money after it expired',
      row('expired'),
      said('succeeded', { movements: [capture('c1')] }),
      { state: 'succeeded', captured: 1000n },
      ['late'],
    ],
    [
      'money after it was called off',
      row('cancelled'),
      said('succeeded', { movements: [capture('c1')] }),
      { state: 'succeeded' },
      ['late'],
    ],
    ['an old word after a newer one', row('processing'), { ...said('requires_action'), isNewest: false }, { state: 'processing' }],
    ['the newest word takes it a step back', row('processing'), said('requires_action'), { state: 'requires_action' }],
    ['nothing newer takes back what is paid', row('succeeded', { captured: 1000n }), said('requires_action'), { state: 'succeeded' }],
    ['called off in time', row('requires_action'), said('cancelled'), { state: 'cancelled' }],
    [
      'called off because time was over',
      row('requires_action'),
      { ...said('cancelled'), expiring: true },
      { state: 'expired', failure: 'expired' },
    ],
    ['an unclear start', row('starting'), said('unknown', { failure: 'gateway_unavailable' }), { state: 'unknown' }],
    ['an unclear answer after a clear one', row('processing'), { ...said('unknown'), isNewest: false }, { state: 'processing' }],
    ['promised at the door', row('starting'), said('authorized'), { state: 'authorized' }],
  ]
  it.each(table)('%s', (_, from, observation, expected, cases = []) => {
    const reduced = reduce(from, [], [], observation)
    expect(reduced).toMatchObject(expected)
    expect(reduced.cases.map((each) => each.kind)).toEqual(cases)
  })

  it('pays once and tells of the charge too many', () => {
    const first = capture('c1')
    const reduced = reduce(
      row('succeeded', { captured: 1000n }),
      [recorded(first)],
      [],
      said('succeeded', { movements: [first, capture('c2')] }),
    )
    expect(reduced).toMatchObject({ state: 'succeeded', captured: 2000n, excess: 1000n })
    expect(reduced.movements.map((movement) => movement.externalId)).toEqual(['c2'])
    expect(reduced.cases.map((each) => each.kind)).toEqual(['duplicate'])
  })

  it('does not give back more than came, whatever it is told', () => {
    const refund: RefundSnapshot = { reference: 'r1', state: 'succeeded', amount: usd(1001n), occurredAt: at }
    const reduced = reduce(row('succeeded', { captured: 1000n }), [recorded(capture('c1'))], [], { refunds: [refund], isNewest: false })
    expect(reduced).toMatchObject({ refunded: 0n, movements: [] })
    expect(reduced.cases.map((each) => each.kind)).toEqual(['conflicted'])
  })
})

describe('what a refund becomes', () => {
  const known = (state: KnownRefund['state'], reference: string | null = null): KnownRefund => ({
    id: 'f1',
    state,
    reference,
    amount: 400n,
    currency: 'USD',
    failureCode: null,
  })
  const told = (state: RefundSnapshot['state'], change: Partial<RefundSnapshot> = {}): RefundSnapshot => ({
    reference: 'r1',
    state,
    amount: usd(400n),
    occurredAt: at,
    refundId: 'f1',
    ...change,
  })
  const paid = row('succeeded', { captured: 1000n })
  const before = [recorded(capture('c1'))]

  it('goes back', () => {
    const reduced = reduce(paid, before, [known('requested')], { refunds: [told('succeeded')], isNewest: false })
    expect(reduced).toMatchObject({ refunded: 400n, refundChanges: [{ id: 'f1', state: 'succeeded', reference: 'r1' }] })
  })

  it('fails after it had gone: the money is back with us, and a person is told', () => {
    const gone: ObservedMovement = { kind: 'refund', externalId: 'r1', amount: usd(400n), occurredAt: at }
    const reduced = reduce({ ...paid, refunded: 400n }, [...before, recorded(gone)], [known('succeeded', 'r1')], {
      refunds: [told('failed', { failureCode: 'lost_or_stolen_card' })],
      isNewest: false,
    })
    expect(reduced.refunded).toBe(0n)
    expect(reduced.movements.map((movement) => movement.kind)).toEqual(['refund_reversal'])
    expect(reduced.cases.map((each) => each.kind)).toEqual(['refund_failed'])
  })

  it('stays failed when an older word arrives late', () => {
    const reduced = reduce(paid, before, [known('failed', 'r1')], { refunds: [told('succeeded')], isNewest: false })
    expect(reduced).toMatchObject({ refunded: 0n, movements: [], refundChanges: [] })
  })

  it('is recognised without our id by theirs, and kept when it was made without us', () => {
    const { refundId: _, ...foreign } = told('succeeded')
    expect(reduce(paid, before, [known('pending', 'r1')], { refunds: [foreign], isNewest: false }).refundChanges).toMatchObject([
      { id: 'f1', state: 'succeeded' },
    ])
    expect(reduce(paid, before, [], { refunds: [foreign], isNewest: false })).toMatchObject({
      refunded: 400n,
      foreignRefunds: [{ reference: 'r1' }],
    })
  })
})

/** Our side: a row, its facts and its refunds, as `applySnapshot` keeps them. */
function listen(heard: readonly Observation[]) {
  let payment = row('starting')
  let facts: Recorded[] = []
  let refunds: KnownRefund[] = []
  for (const observation of heard) {
    const reduced = reduce(payment, facts, refunds, observation)
    facts = [...facts, ...reduced.movements.map(recorded)]
    const changed = new Map(reduced.refundChanges.map((change) => [change.id, change]))
    refunds = [
      ...refunds.map((refund) => ({
        ...refund,
        ...(changed.get(refund.id) ? { state: changed.get(refund.id)?.state ?? refund.state } : {}),
      })),
      ...reduced.foreignRefunds.map((foreign) => ({
        id: foreign.reference,
        reference: foreign.reference,
        state: foreign.state,
        amount: foreign.amount.amount,
        currency: 'USD',
        failureCode: null,
      })),
    ]
    expect(
      reduced.captured >= 0n && reduced.refunded >= 0n && reduced.refunded <= reduced.captured,
      'sums stay within what was captured',
    ).toBe(true)
    const isStepBack = observation.isNewest && isOpenPayment(payment.state) && isOpenPayment(reduced.state)
    expect(
      paymentStates[reduced.state].rank >= paymentStates[payment.state].rank || isStepBack,
      `${payment.state} does not fall to ${reduced.state}`,
    ).toBe(true)
    payment = {
      ...payment,
      state: reduced.state,
      captured: reduced.captured,
      refunded: reduced.refunded,
      failure: reduced.failure,
      failureCode: reduced.failureCode,
    }
  }
  return { payment, facts }
}

describe('words of a gateway, doubled, lost, late and in any order', () => {
  it('always end at what is true there', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat({ max: 30 }), { maxLength: 25 }), (all, picks) => {
        const history = live(all)
        const truth = history.at(-1) as Truth
        const stale = picks.map((pick): Observation => ({ snapshot: asAnswer(history[pick % history.length] as Truth), isNewest: false }))
        const { payment, facts } = listen([...stale, { snapshot: asAnswer(truth), isNewest: true }])
        const refunded = refundedBy(truth)
        expect(payment).toMatchObject({ state: truth.state, captured: BigInt(truth.charges.length) * 1000n, refunded })
        expect(new Set(facts.map((fact) => `${fact.kind} ${fact.externalId}`)).size, 'each fact once').toBe(facts.length)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never undo what was final when the last word is an old one', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 30 }), (all, pick) => {
        const history = live(all)
        const truth = history.at(-1) as Truth
        const old = { snapshot: asAnswer(history[pick % history.length] as Truth), isNewest: false }
        const once = listen([{ snapshot: asAnswer(truth), isNewest: true }])
        const twice = listen([{ snapshot: asAnswer(truth), isNewest: true }, old, old])
        expect(twice.payment.captured).toBe(once.payment.captured)
        expect(twice.payment.refunded).toBe(once.payment.refunded)
        expect(isOpenPayment(once.payment.state) || twice.payment.state === once.payment.state).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })
})
