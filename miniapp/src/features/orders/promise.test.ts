import { describe, expect, it } from 'vitest'
import type { OrderCard } from 'shared/orders.schema'
import { formats } from '../../lib/format.ts'
import { isLate, promiseOf, statusOf } from './promise.ts'

const t = (key: string, values: Record<string, string | number> = {}) => [key, ...Object.values(values)].join(' | ')
const format = formats('en', 'Africa/Nairobi')
const now = new Date('2026-08-12T06:00:00Z')

const order = (change: Partial<OrderCard>) => ({
  state: 'payment_confirmed' as const,
  payment: 'paid' as const,
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
    expect(promiseOf(t, format, { ...order({}), delivery: { kind: 'pickup' } }, now, 'title')).toContain('orders.arrival.pickup.today')
  })
})
