import { describe, expect, it } from 'vitest'
import { formats } from '../../lib/format.ts'
import { isLate, promiseDetail, promiseOf, statusOf } from './promise.ts'

const t = (key: string, values: Record<string, string | number> = {}) => [key, ...Object.values(values)].join(' | ')
const format = formats('en', 'Africa/Nairobi')
const now = new Date('2026-08-12T06:00:00Z')

type Given = Parameters<typeof promiseOf>[2]
const order = (change: Partial<Given>): Given => ({
  state: 'payment_confirmed',
  payment: 'paid',
  awaits: null,
  isPickup: false,
  arrivesFrom: '2026-08-12T11:00:00Z',
  arrivesBy: '2026-08-12T13:00:00Z',
  ...change,
})

describe('what an order promises', () => {
  it('is today with its hours, by the shop’s clock', () => {
    expect(promiseOf(t, format, order({}), now, 'title')).toBe('orders.arrival.arriving.today | 14:00–16:00')
  })

  it('is tomorrow, or a day by name', () => {
    const tomorrow = order({ arrivesFrom: '2026-08-13T06:00:00Z', arrivesBy: '2026-08-13T10:00:00Z' })
    const later = order({ arrivesFrom: '2026-08-15T06:00:00Z', arrivesBy: '2026-08-15T10:00:00Z' })
    expect(promiseOf(t, format, tomorrow, now, 'card')).toBe('orders.arrival.when.tomorrow | 09:00–13:00')
    expect(promiseOf(t, format, later, now, 'card')).toContain('orders.arrival.when.day | Sat')
  })

  it('runs from day to day when it may take several', () => {
    const long = order({ arrivesFrom: '2026-08-13T06:00:00Z', arrivesBy: '2026-08-15T10:00:00Z' })
    expect(promiseOf(t, format, long, now, 'title')).toContain('orders.arrival.arriving.between')
  })

  it('is that it waits for money, before any day', () => {
    expect(promiseOf(t, format, order({ state: 'pending_payment', payment: 'unpaid' }), now, 'title')).toBe(
      'orders.promise.pending_payment',
    )
  })

  it('is a day at once when it is paid at the door', () => {
    const cash = order({ state: 'pending_payment', payment: 'on_delivery' })
    expect(statusOf(cash)).toBe('on_delivery')
    expect(promiseOf(t, format, cash, now, 'title')).toContain('orders.arrival.arriving.today')
  })

  it('owns up to being late, until it is there', () => {
    const evening = new Date('2026-08-12T18:00:00Z')
    expect(promiseOf(t, format, order({ state: 'shipped' }), evening, 'title')).toBe('orders.promise.late')
    expect(isLate(order({ state: 'delivered' }), evening)).toBe(false)
  })

  it('speaks of picking up where nobody brings it', () => {
    expect(promiseOf(t, format, order({ isPickup: true }), now, 'title')).toContain('orders.arrival.pickup.today')
  })

  it('says that it lies ready, as long as it lies there, and never that it is late then', () => {
    const evening = new Date('2026-08-12T18:00:00Z')
    const ready = order({ state: 'shipped', isPickup: true })
    expect(promiseOf(t, format, ready, evening, 'card')).toBe('orders.promise.ready_to_collect')
    expect(promiseDetail(t, ready, evening)).toBe('orders.detail.ready_to_collect')
    expect(statusOf(order({ state: 'delivered', isPickup: true }))).toBe('collected')
  })

  it.each(['phone', 'transfer', 'confirmation'] as const)('is what a payment under way waits for: %s', (awaits) => {
    const unpaid = order({ state: 'pending_payment', payment: 'unpaid', awaits })
    expect(promiseOf(t, format, unpaid, now, 'card')).toBe(`orders.awaits.${awaits}`)
    expect(promiseDetail(t, unpaid, now)).toBe(`orders.awaitsDetail.${awaits}`)
  })
})
