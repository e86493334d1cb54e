import type { Order } from 'shared/orders.schema'
import { describe, expect, it } from 'vitest'
import { wayOf } from './way.ts'

type Given = Parameters<typeof wayOf>[0]

const at = (minute: number) => new Date(Date.UTC(2026, 7, 12, 9, minute)).toISOString()
const moved = (state: Order['state'], minute: number): Order['timeline'][number] => ({
  id: state,
  at: at(minute),
  kind: 'moved',
  state,
  facts: {},
})

const order = (change: Partial<Given>): Given => ({
  state: 'pending_payment',
  payment: 'unpaid',
  isPickup: false,
  goods: 'physical',
  placedAt: at(0),
  timeline: [],
  currentPayment: { method: 'card' },
  ...change,
})
const told = (given: Given) => wayOf(given).map((step) => `${step.key}:${step.state}`)

describe('the way of an order', () => {
  it('ends with collecting it where nobody brings it', () => {
    const steps = wayOf(order({ state: 'shipped', isPickup: true, timeline: [moved('payment_confirmed', 3), moved('shipped', 9)] }))
    expect(steps.slice(-2).map((step) => step.word)).toEqual(['ready_to_collect', 'collected'])
  })

  it('shows what happened, where it is and what comes', () => {
    expect(told(order({ state: 'processing', timeline: [moved('payment_confirmed', 3), moved('processing', 9)] }))).toEqual([
      'pending_payment:done',
      'payment_confirmed:done',
      'processing:now',
      'shipped:next',
      'delivered:next',
    ])
  })

  it('gives every step that happened its time', () => {
    expect(wayOf(order({ state: 'payment_confirmed', timeline: [moved('payment_confirmed', 3)] })).map((step) => step.at)).toEqual([
      at(0),
      at(3),
      undefined,
      undefined,
      undefined,
    ])
  })

  it('has no step for money where it is paid at the door', () => {
    expect(told(order({ payment: 'on_delivery', currentPayment: { method: 'cash_on_delivery' } }))).not.toContain('payment_confirmed:next')
  })

  it('is never sent when it is digital, and is done with once delivered', () => {
    const digital = order({ goods: 'digital', state: 'delivered', timeline: [moved('payment_confirmed', 1), moved('delivered', 1)] })
    expect(told(digital)).toEqual(['pending_payment:done', 'payment_confirmed:done', 'delivered:done'])
  })

  it('ends where it was called off, with the money that went back after it', () => {
    const refund = { id: '9', at: at(20), kind: 'refund' as const, state: null, facts: { amount: '4150' } }
    expect(
      told(order({ state: 'refunded', timeline: [moved('payment_confirmed', 1), moved('cancelled', 5), moved('refunded', 20), refund] })),
    ).toEqual(['pending_payment:done', 'payment_confirmed:done', 'cancelled:done', 'refund-9:done'])
  })

  it('tells money given back in between when it was given', () => {
    const refund = { id: '9', at: at(7), kind: 'refund' as const, state: null, facts: { amount: '550', currency: 'USD' } }
    const timeline = [moved('payment_confirmed', 1), moved('processing', 5), refund, moved('shipped', 20)]
    expect(told(order({ state: 'shipped', payment: 'partially_refunded', timeline }))).toEqual([
      'pending_payment:done',
      'payment_confirmed:done',
      'processing:done',
      'refund-9:done',
      'shipped:now',
      'delivered:next',
    ])
  })
})
