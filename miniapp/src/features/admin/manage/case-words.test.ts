import { caseCodes, caseOutcomes, type CaseCode } from 'shared/cases'
import ar from 'shared/locales/ar/admin.json'
import en from 'shared/locales/en/admin.json'
import sw from 'shared/locales/sw/admin.json'
import { translator, type Words } from 'shared/translate'
import { describe, expect, it } from 'vitest'
import { formats } from '../../../lib/format.ts'
import { sayCase, settledBy } from './case-words.ts'

describe.each([
  ['en', en],
  ['sw', sw],
  ['ar', ar],
] as const)('a case in %s', (language, admin) => {
  const t = translator(language, { admin } as unknown as Words)
  const format = formats(language, 'UTC')
  const say = (code: CaseCode, facts = {}) => sayCase(t, format, code, facts)

  it('has words for whatever it tells, and for how it settled itself', () => {
    for (const code of caseCodes) expect(say(code)).not.toContain('admin.')
    for (const outcome of caseOutcomes) expect(settledBy(t, { resolution: null, outcome })).not.toContain('admin.')
  })

  it('says sums, movements and days as people read them', () => {
    const sums = { paid: { amount: '500', currency: 'USD' as const }, asked: { amount: '1800', currency: 'USD' as const } }
    expect(say('paid_in_part', sums)).toMatch(/5[.,]00.*18[.,]00|18[.,]00.*5[.,]00/)
    expect(say('movement_unknown', { gateway: 'stripe', movement: 'refund', reference: 're_1' })).toContain(admin.movement.refund)
    expect(say('bank_asks', { reference: 'dp_1', by: '2026-11-30T00:00:00.000Z' })).toContain('2026')
  })

  it('keeps what a person wrote', () => {
    expect(settledBy(t, { resolution: 'Called them', outcome: null })).toBe('Called them')
  })
})
