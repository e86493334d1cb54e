import { describe, expect, it } from 'vitest'
import { nextPoll } from './schedule.ts'

const now = new Date('2026-11-22T09:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const day = 86_400

/** Seconds until an ended payment is asked about again. */
function watched(settledSeconds: number, { watchDays = 30, reference = 'bc1q' as string | null } = {}) {
  const descriptor = { pollSeconds: [20], ...(watchDays > 0 ? { watchDays } : {}) }
  const ended = { state: 'expired', polls: 0, expiresAt: null, settledAt: ago(settledSeconds), reference } as const
  const next = nextPoll(descriptor, ended, now)
  return next && (next.getTime() - now.getTime()) / 1000
}

describe('a payment that has ended', () => {
  it.each([
    [0, 600],
    [2_400, 600],
    [4_000, 1_000],
    [day, 21_600],
    [29 * day, 21_600],
  ])('%d s ago is looked at again in %d s, where money may still come', (settled, wait) => {
    expect(watched(settled)).toBe(wait)
  })

  it('is left alone after its days, where nothing can come, and where nobody was ever asked', () => {
    expect(watched(30 * day)).toBeNull()
    expect(watched(0, { watchDays: 0 })).toBeNull()
    expect(watched(0, { reference: null })).toBeNull()
  })
})
