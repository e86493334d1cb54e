import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import { breakerOf, createBreaker } from './breaker.ts'
import { offer, offeredMethods, type OfferQuestion } from './offered-methods.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'
import { recordCash } from './record-cash.ts'

describe('the ways to pay on offer', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  const question = (change: Partial<OfferQuestion> = {}): OfferQuestion => ({
    goods: 'physical',
    country: 'KE',
    totals: { total: money(1800, 'USD') },
    stars: null,
    cashAllowed: true,
    userId: '00000000-0000-7000-8000-000000000000',
    ...change,
  })
  const reasons = async (change: Partial<OfferQuestion>) =>
    Object.fromEntries((await offeredMethods(test.system, question(change))).map((each) => [each.method, each.reason]))

  it('are cards and cash for things, Stars for what is digital, and nothing for both at once', async () => {
    expect(await reasons({})).toEqual({ card: null, cash_on_delivery: null })
    expect(await reasons({ stars: money(10, 'XTR') })).toEqual({ card: null, cash_on_delivery: null, stars: 'physical_not_stars' })
    expect(await reasons({ goods: 'digital', stars: money(10, 'XTR') })).toEqual({
      stars: null,
      card: 'digital_needs_stars',
      cash_on_delivery: 'digital_needs_stars',
    })
    expect(await reasons({ goods: 'mixed', stars: money(10, 'XTR') })).toEqual({
      stars: 'mixed_cart',
      card: 'mixed_cart',
      cash_on_delivery: 'mixed_cart',
    })
  })

  it('say why not: too little, too much, not here', async () => {
    expect(await reasons({ totals: { total: money(49, 'USD') } })).toMatchObject({ card: 'amount' })
    expect(await reasons({ totals: { total: money(100_000_000, 'USD') } })).toMatchObject({ card: 'amount' })
    expect(await reasons({ totals: { total: money(5_000, 'UGX') } })).toMatchObject({ card: 'amount', cash_on_delivery: null })
    expect(await reasons({ goods: 'digital', stars: money(10_001, 'XTR') })).toMatchObject({ stars: 'amount' })
    expect(await reasons({ cashAllowed: false })).toMatchObject({ cash_on_delivery: 'country' })
  })

  it('follow a gateway that serves some countries only', () => {
    const cash = test.gateways.get('cash-on-delivery')
    if (!cash) throw new Error('There is no cash')
    const descriptor = { ...cash.descriptor, countries: ['KE'] }
    expect(offer(descriptor, question({ country: 'TZ' }), false)).toMatchObject({ available: false, reason: 'country' })
    expect(offer(descriptor, question(), false)).toMatchObject({ available: true, reason: null })
  })

  it('begin with the one used last', async () => {
    const { person, order } = await test.begin('cash_on_delivery')
    await recordCash(test.system, order.id)
    const offered = await offeredMethods(test.system, question({ userId: person.user.id }))
    expect(offered.map((each) => [each.method, each.lastUsed])).toEqual([
      ['cash_on_delivery', true],
      ['card', false],
    ])
  })

  it('leave out what is down, until it answers again', async () => {
    const card = test.gateways.get('stripe')
    if (!card) throw new Error('There are no cards')
    for (let call = 0; call < 5; call += 1) breakerOf(card).heard(test.clock.now(), false)
    expect(await reasons({})).toEqual({ card: 'down', cash_on_delivery: null })
    test.clock.advance(31)
    const { payment } = await test.begin()
    expect(payment.state).toBe('requires_action')
    expect(await reasons({})).toEqual({ card: null, cash_on_delivery: null })
  })
})

describe('a breaker', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22) + seconds * 1000)

  it('opens after five failures in a row, and lets one call try after half a minute', () => {
    const breaker = createBreaker()
    for (let call = 0; call < 4; call += 1) breaker.heard(at(call), false)
    expect(breaker.lets(at(4))).toBe(true)
    breaker.heard(at(4), false)
    expect([breaker.lets(at(5)), breaker.isOpen(at(5))]).toEqual([false, true])
    expect([breaker.lets(at(35)), breaker.lets(at(35))]).toEqual([true, false])
    breaker.heard(at(36), false)
    expect(breaker.lets(at(40))).toBe(false)
    expect(breaker.lets(at(67))).toBe(true)
    breaker.heard(at(68), true)
    expect([breaker.lets(at(69)), breaker.isOpen(at(69))]).toEqual([true, false])
  })

  it('opens when half of twenty calls fail, and forgets after a minute', () => {
    const breaker = createBreaker()
    for (let call = 0; call < 19; call += 1) breaker.heard(at(0), call % 2 === 0)
    expect(breaker.isOpen(at(1))).toBe(false)
    breaker.heard(at(120), false)
    expect(breaker.isOpen(at(121))).toBe(false)
    for (let call = 0; call < 19; call += 1) breaker.heard(at(121), call % 2 === 0)
    expect(breaker.isOpen(at(122))).toBe(true)
  })
})
