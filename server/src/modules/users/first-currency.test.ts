import { describe, expect, it } from 'vitest'
import { firstCurrency } from './first-currency.ts'

describe('the currency somebody new sees prices in', () => {
  it.each([
    ['en', 'KE', 'KES'],
    ['ar', 'KE', 'KES'],
    [null, 'UG', 'UGX'],
    [undefined, 'SN', 'XOF'],
    ['en-GB', 'KE', 'GBP'],
    ['sw_TZ', 'KE', 'TZS'],
    ['ar-ae', 'KE', 'AED'],
    ['zh-Hans-SG', 'KE', 'USD'],
    ['zh-hans', 'KE', 'KES'],
    ['pt-br', 'KE', 'USD'],
    ['en', 'JP', 'USD'],
    ['', 'DE', 'EUR'],
  ] as const)('of %j in a shop of %s that counts in dollars is %s', (tag, country, wanted) => {
    expect(firstCurrency(tag, { country, currency: 'USD' })).toBe(wanted)
  })
})
