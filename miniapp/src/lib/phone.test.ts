import { describe, expect, it } from 'vitest'
import { asPhone } from './phone.ts'

describe('a phone number as people type it', () => {
  it.each([
    ['+254 712 345 678', '+254712345678'],
    ['00254-712-345-678', '+254712345678'],
    ['+1 (415) 555.0100', '+14155550100'],
    ['+٢٥٤٧١٢٣٤٥٦٧٨', '+254712345678'],
  ])('reads %s', (typed, number) => {
    expect(asPhone(typed)).toBe(number)
  })

  it.each(['', '0712 345 678', '+0712345678', 'call me', '+25', '+2547123456789012345'])('does not take %s for one', (typed) => {
    expect(asPhone(typed)).toBeUndefined()
  })
})
