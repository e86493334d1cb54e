import { describe, expect, it } from 'vitest'
import { visualRuns } from './bidi-runs.ts'

const seen = (line: string, base: 'ltr' | 'rtl') => visualRuns(line, base).map((run) => run.text)

describe('a line on the page, from left to right', () => {
  it('leaves English as it is', () => {
    expect(seen('Nyeri AA (250 g)', 'ltr')).toEqual(['Nyeri AA (250 g)'])
    expect(visualRuns('', 'ltr')).toEqual([])
  })

  it('puts the beginning of an Arabic line at the right', () => {
    expect(seen('الطلب DK-7', 'rtl')).toEqual(['DK-7', 'الطلب '])
  })

  it('keeps numbers readable inside Arabic', () => {
    expect(
      seen('22 نوفمبر 2026', 'rtl')
        .map((run) => run.trim())
        .filter(Boolean),
    ).toEqual(['2026', 'نوفمبر', '22'])
  })

  it('turns brackets round with the direction', () => {
    expect(seen('قهوة (محمصة)', 'rtl').join('')).toBe('(محمصة)قهوة ')
    expect(
      visualRuns('قهوة (محمصة)', 'rtl')
        .filter((run) => run.face === 'arabic')
        .map((run) => run.text.trim()),
    ).toEqual(['محمصة', 'قهوة'])
  })

  it('keeps an isolated sum whole, and shows no mark', () => {
    expect(seen('\u206618.00 US$\u2069', 'rtl')).toEqual(['18.00 US$'])
    expect(seen('المبلغ \u206618.00 US$\u2069', 'rtl')).toEqual(['18.00 US$', 'المبلغ '])
  })

  it('parts scripts, which a shaper reads by rules of their own, and keeps their marks and spaces with them', () => {
    const faces = (line: string) => visualRuns(line, 'ltr').map(({ face, text }) => `${face}: ${text}`)
    expect(faces('Priya प्रिया शर्मा, Pune')).toEqual(['latin: Priya ', 'devanagari: प्रिया शर्मा', 'latin: , Pune'])
    expect(faces('Café 1 Straße')).toEqual(['latin: Café 1 Straße'])
  })

  it('takes a picture of several signs as one, and signs between letters as letters', () => {
    const runs = (line: string, base: 'ltr' | 'rtl') => visualRuns(line, base).map(({ face, text }) => `${face}: ${text}`)
    expect(runs('Amina 👩🏽‍🌾❤️🇰🇪 © 2026', 'ltr')).toEqual(['latin: Amina ', 'emoji: 👩🏽‍🌾❤️🇰🇪', 'latin:  © 2026'])
    expect(runs('ليلى ❤️☕', 'rtl')).toEqual(['emoji: ☕❤️', 'arabic: ليلى '])
  })
})
