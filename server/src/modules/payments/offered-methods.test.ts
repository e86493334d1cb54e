import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Currency } from 'shared/currencies'
import { asDecimal, money, type Money } from 'shared/money'
import type { AppliedRate } from 'shared/payments'
import { takeRates } from '../../testing/rates.ts'
import type { RatesTable } from '../fx/index.ts'
import { breakerOf, createBreaker, healthOf } from './breaker.ts'
import type { GatewayDescriptor } from './gateways/gateway.ts'
import { offer, offeredMethods, type OfferQuestion } from './offered-methods.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'
import { recordCash } from './record-cash.ts'

const question = (change: Partial<OfferQuestion> = {}): OfferQuestion => ({
  goods: 'physical',
  surface: 'mini_app',
  country: 'KE',
  totals: { total: money(1800, 'USD') },
  stars: null,
  cashAllowed: true,
  userId: '00000000-0000-7000-8000-000000000000',
  ...change,
})

/** Only what this file asks about: others may be added to the shop. */
const known = new Set<string>(['card', 'cash_on_delivery', 'stars'])

describe('the ways to pay on offer', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
    const gateways = [...test.world.gateways].filter(([, { descriptor }]) => known.has(descriptor.method))
    test.world.gateways = new Map(gateways)
    test.system.gateways = test.world.gateways
  })
  afterAll(() => test.close())

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
    expect(await reasons({ totals: { total: money(5_000, 'UGX') } })).toMatchObject({ card: 'no_rate', cash_on_delivery: null })
    expect(await reasons({ goods: 'digital', stars: money(10_001, 'XTR') })).toMatchObject({ stars: 'amount' })
    expect(await reasons({ cashAllowed: false })).toMatchObject({ cash_on_delivery: 'country' })
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

  it('say before the sale whether money can go back by itself', async () => {
    const offered = await offeredMethods(test.system, question({ stars: money(10, 'XTR') }))
    expect(offered.map((each) => [each.method, each.refundable])).toEqual([
      ['card', true],
      ['cash_on_delivery', false],
      ['stars', true],
    ])
  })

  it('leave out what is down, until it answers again, and warn of it for a while', async () => {
    const card = test.gateways.get('stripe')
    if (!card) throw new Error('There are no cards')
    for (let call = 0; call < 5; call += 1) breakerOf(card, 'start').heard(test.clock.now(), false)
    expect(await reasons({})).toEqual({ card: 'down', cash_on_delivery: null })
    test.clock.advance(31)
    const { payment } = await test.begin()
    expect(payment.state).toBe('requires_action')
    expect(await reasons({})).toEqual({ card: null, cash_on_delivery: null })
    const slow = async () => (await offeredMethods(test.system, question())).map(({ method, health }) => `${method} ${health}`)
    expect(await slow()).toEqual(['card good', 'cash_on_delivery good'])
    for (let call = 0; call < 3; call += 1) breakerOf(card, 'read').heard(test.clock.now(), true, 4_500)
    expect(await slow()).toEqual(['card slow', 'cash_on_delivery good'])
    test.clock.advance(301)
    expect(await slow()).toEqual(['card good', 'cash_on_delivery good'])
  })

  it('are asked by the rates that were shown, as long as those are good', async () => {
    const momo = {
      ...test.gateways.get('stripe'),
      descriptor: { ...descriptor({ currencies: ['KES'] }), id: 'momo', method: 'mpesa' as const },
    }
    const ctx = { ...test.system, gateways: new Map([['momo', momo as never]]) }
    const asked = async (rateTable?: string | null) => {
      const [offered] = await offeredMethods(ctx, question(rateTable === undefined ? {} : { rateTable }))
      return [offered?.amount.amount, offered?.reason, offered?.rate?.table]
    }
    expect(await asked()).toEqual(['1800', 'no_rate', undefined])
    const first = await takeRates(test, { KES: '130' })
    expect(await asked()).toEqual(['234000', null, first])
    test.clock.advance(600)
    const second = await takeRates(test, { KES: '140' })
    expect([await asked(), await asked(first)]).toEqual([
      ['252000', null, second],
      ['234000', null, first],
    ])
    expect(await asked(null)).toEqual(['1800', 'no_rate', undefined])
    test.clock.advance(1_201)
    expect(await asked(first)).toEqual(['1800', 'no_rate', undefined])
  })
})

const descriptor = (change: Partial<GatewayDescriptor>): GatewayDescriptor => ({
  id: 'acme',
  method: 'card',
  goods: ['physical'],
  limits: () => ({ min: 1n, max: 10n ** 30n }),
  partialRefunds: true,
  pollSeconds: [60],
  ...change,
})

const rates: Partial<Record<Currency, string>> = { KES: '129.67', UGX: '3600.5', RWF: '1475', BTC: '0.000012', TON: '0.48' }
const table: RatesTable = {
  id: '00000000-0000-7000-8000-00000000000a',
  takenAt: new Date('2026-11-22T09:00:00Z'),
  goodUntil: new Date('2026-11-22T09:30:00Z'),
  between(from, to): AppliedRate | undefined {
    const rate = rates[to]
    return from === 'USD' && rate
      ? { table: table.id, from, to, rate, sources: ['one', 'two'], takenAt: '2026-11-22T09:00:00.000Z' }
      : undefined
  },
  shown: () => ({ goodUntil: '2026-11-23T09:00:00.000Z', of: {} }),
}

/** What a gateway like this would ask, or why it is not offered. */
function told(
  change: Partial<GatewayDescriptor>,
  asked: Partial<OfferQuestion> = {},
  standing: { table?: RatesTable } = { table },
): string {
  const offered = offer(descriptor(change), question(asked), { health: 'good', refundable: true, ...standing })
  if (!offered) return 'nothing'
  const { amount, currency } = offered.amount
  return offered.reason ?? `${asDecimal(money(amount, currency))} ${currency}${offered.rate ? ` at ${offered.rate.rate}` : ''}`
}

describe('what a way to pay asks', () => {
  const usd = (cents: number): { totals: { total: Money } } => ({ totals: { total: money(cents, 'USD') } })
  const mtn = { currencies: ['UGX'], currencyOf: { UG: 'UGX', RW: 'RWF' }, countries: ['UG', 'RW'] } as const
  const shillings = { currencies: ['KES'], stepOf: () => 100n, countries: ['KE'] } as const

  it.each<[string, Partial<GatewayDescriptor>, Partial<OfferQuestion>, string]>([
    ['any currency', {}, {}, '18.00 USD'],
    ['one it takes', { currencies: ['EUR', 'USD'] }, {}, '18.00 USD'],
    ['another one, in whole steps', shillings, {}, '2335.00 KES at 129.67'],
    ['the smallest sum', shillings, usd(1), '2.00 KES at 129.67'],
    ['nothing', shillings, usd(0), 'amount'],
    ['its own, in whole steps', { stepOf: () => 50n }, usd(1801), '18.50 USD'],
    ['the country’s own', mtn, { country: 'RW' }, '26550 RWF at 1475'],
    ['another country’s own', mtn, { country: 'UG' }, '64809 UGX at 3600.5'],
    ['a country without', mtn, { country: 'KE' }, 'country'],
    ['a coin, exactly', { currencies: ['BTC'] }, {}, '0.00021600 BTC at 0.000012'],
    ['a coin of another network', { currencies: ['TON'] }, {}, '8.640000000 TON at 0.48'],
    ['what nobody knows a rate of', { currencies: ['USDT_TON'] }, {}, 'no_rate'],
    ['a limit in its own currency', { ...shillings, limits: () => ({ min: 1n, max: 233_499n }) }, {}, 'amount'],
    ['exactly its limit', { ...shillings, limits: () => ({ min: 1n, max: 233_500n }) }, {}, '2335.00 KES at 129.67'],
  ])('%s', (_, gateway, asked, wanted) => {
    expect(told(gateway, asked)).toBe(wanted)
  })

  it('is nothing without rates, and its own currency needs none', () => {
    expect(told({ currencies: ['KES'] }, {}, {})).toBe('no_rate')
    expect(told({ currencies: ['USD'] }, {}, {})).toBe('18.00 USD')
  })
})

describe('where the shop is open', () => {
  it.each<[string, Partial<GatewayDescriptor>, Partial<OfferQuestion>, string]>([
    ['in Telegram, what is for the web', { surfaces: ['web'] }, { surface: 'mini_app' }, 'surface'],
    ['in a browser, the same', { surfaces: ['web'] }, { surface: 'web' }, '18.00 USD'],
    ['in a browser, what is for Telegram', { surfaces: ['mini_app'] }, { surface: 'web' }, 'surface'],
    ['anywhere, what says nothing', {}, { surface: 'web' }, '18.00 USD'],
    ['digital goods in a browser are for Stars too', {}, { surface: 'web', goods: 'digital' }, 'digital_needs_stars'],
  ])('%s', (_, gateway, asked, wanted) => {
    expect(told(gateway, asked)).toBe(wanted)
  })
})

describe('the order of the list', () => {
  it.each([
    ['KE', ['mpesa', 'card', 'mtn_momo']],
    ['UG', ['mtn_momo', 'card', 'mpesa']],
    ['DE', ['card', 'mpesa', 'mtn_momo']],
    [null, ['card', 'mpesa', 'mtn_momo']],
  ])('in %s', async (country, wanted) => {
    const methods = ['mtn_momo', 'card', 'mpesa'] as const
    const gateways = new Map(methods.map((method) => [method, { descriptor: descriptor({ method }) }]))
    const ctx = { gateways, pauses: { read: async () => new Set() }, clock: { now: () => new Date() }, rates: {} }
    const offered = await offeredMethods(ctx as never, question({ country, userId: null }))
    expect(offered.map(({ method }) => method)).toEqual(wanted)
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

  it('tells what is slow: half of three calls or more, failed or long, within five minutes', () => {
    const breaker = createBreaker()
    breaker.heard(at(0), true, 5_000)
    breaker.heard(at(0), false)
    expect(breaker.isSlow(at(1))).toBe(false)
    breaker.heard(at(1), true, 100)
    expect(breaker.isSlow(at(1))).toBe(true)
    breaker.heard(at(2), true, 100)
    breaker.heard(at(2), true, 4_000)
    expect(breaker.isSlow(at(2))).toBe(false)
    expect(breaker.isSlow(at(400))).toBe(false)
  })

  it('of one thing asked says nothing of another: a gateway that cannot give money back still takes it', () => {
    const gateway = { descriptor: { id: 'acme' } } as never
    for (let call = 0; call < 5; call += 1) breakerOf(gateway, 'refund').heard(at(call), false)
    expect([breakerOf(gateway, 'refund').isOpen(at(5)), breakerOf(gateway, 'start').isOpen(at(5))]).toEqual([true, false])
    expect(healthOf(gateway, at(5))).toBe('good')
    for (let call = 0; call < 5; call += 1) breakerOf(gateway, 'read').heard(at(call), false)
    expect(healthOf(gateway, at(5))).toBe('slow')
    for (let call = 0; call < 5; call += 1) breakerOf(gateway, 'start').heard(at(call), false)
    expect(healthOf(gateway, at(5))).toBe('down')
  })
})
