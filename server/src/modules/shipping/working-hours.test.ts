import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { afterWorkingHours } from './working-hours.ts'

const nairobi = { opens: 8, closes: 20, timeZone: 'Africa/Nairobi' }
const newYork = { opens: 8, closes: 20, timeZone: 'America/New_York' }

describe('a moment some working hours later', () => {
  it.each([
    ['within the day', nairobi, '2026-11-22T09:00:00Z', 2, '2026-11-22T11:00:00Z'],
    ['at closing time at the latest', nairobi, '2026-11-22T15:00:00Z', 2, '2026-11-22T17:00:00Z'],
    ['on the next day when the day is over', nairobi, '2026-11-22T16:00:00Z', 2, '2026-11-23T06:00:00Z'],
    ['from the opening when asked at night', nairobi, '2026-11-22T22:30:00Z', 2, '2026-11-23T07:00:00Z'],
    ['from the next opening when asked in the evening', nairobi, '2026-11-22T18:00:00Z', 2, '2026-11-23T07:00:00Z'],
    ['after a whole day at the same time', nairobi, '2026-11-22T09:00:00Z', 12, '2026-11-23T09:00:00Z'],
    ['after many days', nairobi, '2026-11-22T09:00:00Z', 60, '2026-11-27T09:00:00Z'],
    ['over the end of a month', nairobi, '2026-11-30T16:00:00Z', 2, '2026-12-01T06:00:00Z'],
    ['by the wall clock when clocks go back', newYork, '2026-10-31T16:00:00Z', 12, '2026-11-01T17:00:00Z'],
    ['by the wall clock when clocks go forward', newYork, '2026-03-07T17:00:00Z', 12, '2026-03-08T16:00:00Z'],
    ['in UTC', { ...nairobi, timeZone: 'UTC' }, '2026-11-22T09:00:00Z', 12, '2026-11-23T09:00:00Z'],
  ] as const)('is %s', (_, day, from, hours, expected) => {
    expect(afterWorkingHours(new Date(from), hours, day).toISOString()).toBe(new Date(expected).toISOString())
  })

  it('is never before it was asked, falls in opening hours, and comes later for more hours', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    const hour = new Intl.DateTimeFormat('en', { timeZone: 'America/New_York', hourCycle: 'h23', hour: 'numeric' })
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 200 }), (from, hours) => {
        const at = afterWorkingHours(from, hours, newYork)
        expect(at.getTime()).toBeGreaterThan(from.getTime())
        expect(Number(hour.format(at))).toBeGreaterThanOrEqual(8)
        expect(Number(hour.format(at))).toBeLessThanOrEqual(20)
        expect(afterWorkingHours(from, hours + 1, newYork).getTime()).toBeGreaterThan(at.getTime())
      }),
    )
  })
})
