import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { afterWorkingHours, promisedTime } from './working-hours.ts'

const daily = [1, 2, 3, 4, 5, 6, 7]
const nairobi = { days: daily, opens: 8, closes: 20, timeZone: 'Africa/Nairobi' }
const newYork = { ...nairobi, timeZone: 'America/New_York' }
// 22 November 2026 is a Sunday.
const toSaturday = { ...nairobi, days: [1, 2, 3, 4, 5, 6], closes: 19 }

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
    ['from the next half hour on', nairobi, '2026-11-22T09:00:01Z', 2, '2026-11-22T11:30:00Z'],
    ['on Monday when asked on a free Sunday', toSaturday, '2026-11-22T09:00:00Z', 2, '2026-11-23T07:00:00Z'],
    ['on Monday when Saturday is over', toSaturday, '2026-11-21T15:00:00Z', 2, '2026-11-23T06:00:00Z'],
    ['at the opening when it takes no time', toSaturday, '2026-11-22T09:00:00Z', 0, '2026-11-23T05:00:00Z'],
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

describe('a promised time', () => {
  const promise = (from: string, minHours: number, maxHours: number, week = toSaturday) => {
    const { earliestAt, latestAt } = promisedTime(new Date(from), { minHours, maxHours }, week)
    return [earliestAt.toISOString(), latestAt.toISOString()]
  }

  it('below a working day is from one half hour to another', () => {
    expect(promise('2026-11-23T07:10:00Z', 1, 3)).toEqual(['2026-11-23T08:30:00.000Z', '2026-11-23T10:30:00.000Z'])
  })

  it('from a working day on is of whole working days, a free Sunday left out', () => {
    expect(promise('2026-11-20T07:10:00Z', 11, 22)).toEqual(['2026-11-21T05:00:00.000Z', '2026-11-23T16:00:00.000Z'])
  })

  it('counts from the next working day when the day is over', () => {
    expect(promise('2026-11-20T16:10:00Z', 11, 11)).toEqual(['2026-11-23T05:00:00.000Z', '2026-11-23T16:00:00.000Z'])
  })

  it('is the same when asked again a minute later, but at the turn of a step', () => {
    const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 100 }), (at, hours) => {
        const later = new Date(at.getTime() + 60_000)
        const isTurn = Math.ceil(at.getTime() / 1_800_000) !== Math.ceil(later.getTime() / 1_800_000)
        fc.pre(!isTurn)
        expect(promise(later.toISOString(), hours, hours + 3)).toEqual(promise(at.toISOString(), hours, hours + 3))
      }),
    )
  })
})
