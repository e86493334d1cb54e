import { describe, expect, it } from 'vitest'
import { formats } from './format.ts'

const usd = { amount: '1800', currency: 'USD' } as const

describe('amounts, dates and times in words', () => {
  const english = formats('en', 'Africa/Nairobi')

  it('writes money as people do', () => {
    expect(english.money(usd)).toBe('$18.00')
    expect(english.money({ amount: '250', currency: 'XTR' })).toBe('⭐ 250')
  })

  it('keeps an amount together between Arabic words', () => {
    expect(formats('ar', 'UTC').money(usd)).toBe('\u2066$18.00\u2069')
  })

  it.each(['en', 'sw', 'ar'] as const)('writes figures in Latin digits in %s', (language) => {
    const format = formats(language, 'UTC')
    const all = [format.time('2026-08-12T09:05:00Z'), format.date('2026-08-12T09:05:00Z'), format.number(1234), format.money(usd)].join(' ')
    expect(all).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9]/)
    expect(all).toContain('09:05')
    expect(all).toContain('2026')
  })

  it('tells times in the time zone it is given', () => {
    expect(english.time('2026-08-12T21:30:00Z')).toBe('00:30')
    expect(english.isSameDay('2026-08-12T21:30:00Z', '2026-08-13T10:00:00Z')).toBe(true)
  })

  it('names the day once for a span within it, and both days beyond', () => {
    expect(english.span('2026-08-12T11:00:00Z', '2026-08-12T13:00:00Z')).toBe('14:00–16:00')
    expect(english.span('2026-08-12T11:00:00Z', '2026-08-14T13:00:00Z')).toBe('Wed\u00a012\u00a0Aug – Fri\u00a014\u00a0Aug')
  })
})
