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

  it.each([
    ['0712 000 102', 'KE', '+254712000102'],
    ['0110-000-102', 'KE', '+254110000102'],
    ['٠٧١٢٠٠٠١٠٢', 'KE', '+254712000102'],
    ['0772 123 456', 'UG', '+256772123456'],
    ['+256 772 123 456', 'KE', '+256772123456'],
  ])('reads %s as it is written in %s', (typed, country, number) => {
    expect(asPhone(typed, country)).toBe(number)
  })

  it('does not guess where a local number is from', () => {
    expect(asPhone('0712 000 102', 'XX')).toBeUndefined()
  })
})
