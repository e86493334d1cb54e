import { array, assert, bigInt, constantFrom, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderState } from 'shared/orders'
import type { PaymentState } from 'shared/payments'
import { paymentSummary } from './payment-summary.ts'
import { financialStatusOf } from './financial-status.ts'

const order = (
  state: OrderState,
  known: Partial<{ captured: bigint; refunded: bigint; problem: string; currency: string; total: bigint }> = {},
) => ({
  state,
  currency: 'USD',
  total: 1000n,
  captured: 0n,
  refunded: 0n,
  problem: null,
  ...known,
})

let attempts = 0
const payment = (
  captured: bigint,
  refunded = 0n,
  { state = 'succeeded' as PaymentState, currency = 'USD', amount = 1000n, settled = ++attempts } = {},
) => ({
  id: `payment-${settled}`,
  attempt: settled,
  state,
  currency,
  amount,
  captured,
  refunded,
  settledAt: new Date(settled * 1000),
})

describe('what payments mean for an order', () => {
  it('confirms it at the full sum and not a unit below', () => {
    expect(financialStatusOf(order('pending_payment'), [payment(999n)])).toMatchObject({ move: null, problem: 'underpaid' })
    expect(financialStatusOf(order('pending_payment'), [payment(1000n)])).toMatchObject({ move: 'payment_confirmed', problem: null })
    expect(financialStatusOf(order('pending_payment'), [payment(1000n, 1n)])).toMatchObject({ move: null })
    expect(financialStatusOf(order('pending_payment'), [])).toEqual({ captured: 0n, refunded: 0n, move: null, problem: null, giveBack: [] })
  })

  it('believes only payments that went through as asked', () => {
    expect(
      financialStatusOf(order('pending_payment'), [payment(1000n, 0n, { state: 'conflicted' })], { isConflicted: true }),
    ).toMatchObject({
      captured: 0n,
      move: null,
      problem: 'payment_conflict',
    })
  })

  it('never brings a cancelled order back, and gives late money back', () => {
    const late = payment(1000n)
    expect(financialStatusOf(order('cancelled'), [late])).toMatchObject({
      move: null,
      problem: 'late_money',
      giveBack: [{ paymentId: late.id, kind: 'late' }],
    })
    // The same again, when the order knows of it.
    expect(financialStatusOf(order('cancelled', { captured: 1000n, problem: 'late_money' }), [late])).toMatchObject({
      problem: 'late_money',
      giveBack: [{ kind: 'late' }],
    })
  })

  it('takes money that was there when it was called off for an ordinary refund', () => {
    expect(financialStatusOf(order('cancelled', { captured: 1000n }), [payment(1000n)])).toMatchObject({
      move: null,
      problem: null,
      giveBack: [],
    })
    expect(financialStatusOf(order('cancelled', { captured: 1000n }), [payment(1000n, 1000n)])).toMatchObject({
      move: 'refunded',
      problem: null,
    })
  })

  it('keeps the earliest payment and gives the later ones back', () => {
    const [first, second] = [payment(1000n), payment(1000n)]
    expect(financialStatusOf(order('payment_confirmed', { captured: 1000n }), [second, first])).toMatchObject({
      problem: 'paid_twice',
      giveBack: [{ paymentId: second.id, kind: 'duplicate' }],
    })
    expect(financialStatusOf(order('payment_confirmed', { captured: 2000n }), [first, { ...second, refunded: 1000n }])).toMatchObject({
      move: null,
      problem: null,
      giveBack: [],
    })
  })

  it('ends as refunded only when all of it went back', () => {
    for (const state of ['payment_confirmed', 'processing', 'shipped', 'delivered', 'cancelled'] as const) {
      expect(financialStatusOf(order(state, { captured: 1000n }), [payment(1000n, 999n)]).move).toBeNull()
      expect(financialStatusOf(order(state, { captured: 1000n }), [payment(1000n, 1000n)]).move).toBe('refunded')
    }
  })

  it('counts Stars by the part of the order they were asked for', () => {
    expect(financialStatusOf(order('pending_payment'), [payment(250n, 0n, { currency: 'XTR', amount: 250n })])).toMatchObject({
      captured: 1000n,
      move: 'payment_confirmed',
    })
  })

  it('decides the same of the same sums in any order, and never keeps more than the total', () => {
    const one = record({ captured: bigInt(0n, 1000n), share: bigInt(0n, 100n) })
    assert(
      property(
        array(one, { maxLength: 5 }),
        constantFrom<OrderState>('pending_payment', 'payment_confirmed', 'shipped', 'cancelled'),
        (drafts, state) => {
          const rows = drafts.map(({ captured, share }, index) => payment(captured, (captured * share) / 100n, { settled: index + 1 }))
          const settled = financialStatusOf(order(state), rows)
          expect(financialStatusOf(order(state), rows.toReversed())).toEqual(settled)
          expect(settled.refunded <= settled.captured).toBe(true)
          const given = rows.filter((row) => settled.giveBack.some((each) => each.paymentId === row.id))
          const left = settled.captured - settled.refunded - given.reduce((sum, row) => sum + row.captured - row.refunded, 0n)
          // What is kept still pays the order whenever it was paid before.
          const mustKeep = state !== 'cancelled' && settled.captured - settled.refunded >= 1000n
          expect(mustKeep && left < 1000n).toBe(false)
          expect(state === 'cancelled' && settled.problem === 'late_money' && left > 0n).toBe(false)
        },
      ),
    )
  })
})

describe('what is said of an order’s money', () => {
  const of = (captured: bigint, refunded: bigint, state: OrderState = 'payment_confirmed', method: 'card' | 'cash_on_delivery' = 'card') =>
    paymentSummary({ captured, refunded, total: 1000n, state, method })

  it('follows from the sums alone', () => {
    expect(of(0n, 0n, 'pending_payment')).toBe('unpaid')
    expect(of(500n, 0n, 'pending_payment')).toBe('unpaid')
    expect(of(1000n, 0n)).toBe('paid')
    expect(of(1000n, 1n)).toBe('partially_refunded')
    expect(of(1000n, 1000n)).toBe('refunded')
    expect(of(2000n, 1000n)).toBe('paid')
    expect(of(0n, 0n, 'processing', 'cash_on_delivery')).toBe('on_delivery')
    expect(of(0n, 0n, 'cancelled', 'cash_on_delivery')).toBe('unpaid')
    expect(of(1000n, 0n, 'delivered', 'cash_on_delivery')).toBe('paid')
  })
})
