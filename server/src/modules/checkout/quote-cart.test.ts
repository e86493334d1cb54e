import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { newId } from '../../platform/ids.ts'
import { askQuote, code, createBuyingWorld, fillCart, giveAddress, read, type BuyingWorld } from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { stockLevels } from '../catalog/tables.ts'

let world: BuyingWorld
beforeAll(async () => {
  world = await createBuyingWorld()
})
afterAll(() => world.close())

describe('a quote', () => {
  it('tells the whole price to the default address', async () => {
    const { person, addressId, goods } = await world.shopper()
    const quote = await askQuote(person)
    expect(quote).toMatchObject({
      goods: 'physical',
      leftForLater: null,
      needsAddress: true,
      addressId,
      deliverable: true,
      lines: [{ variantId: goods.variantId, quantity: 2, total: { amount: '3600' } }],
      deliveryOptions: [
        { name: 'Nairobi rider', price: { amount: '600' } },
        { price: { amount: '350' }, place: null },
        { kind: 'pickup', place: expect.stringContaining('Ngong Road 212') },
      ],
      totals: {
        subtotal: { amount: '3600', currency: 'USD' },
        delivery: { amount: '600', currency: 'USD' },
        // 4200 × 16 ÷ 116 = 579.3
        tax: { amount: '579', currency: 'USD' },
        taxIncluded: true,
        taxRateBps: 1600,
        total: { amount: '4200', currency: 'USD' },
      },
      stars: null,
      expiresAt: '2026-11-22T09:15:00.000Z',
    })
    expect(quote.deliveryOptionId).toBe(quote.deliveryOptions[0]?.id)
    expect(
      quote.methods
        .filter((method) => method.available)
        .map((method) => method.method)
        .toSorted(),
    ).toEqual(['card', 'cash_on_delivery', 'paypal'])
    expect(quote.methods.find((method) => method.method === 'stars')?.available ?? false).toBe(false)
    expect(quote.token.length).toBeLessThanOrEqual(4096)
  })

  it('follows the way of delivery chosen, and gives way when it is not offered there', async () => {
    const { person } = await world.shopper({ price: 3000n })
    const [rider, courier, pickup] = (await askQuote(person)).deliveryOptions
    expect((await askQuote(person, { deliveryOptionId: courier?.id })).totals.delivery.amount).toBe('0')
    expect((await askQuote(person, { deliveryOptionId: pickup?.id })).needsAddress).toBe(false)
    expect((await askQuote(person, { deliveryOptionId: newId() })).deliveryOptionId).toBe(rider?.id)
  })

  it('taxes by where it goes', async () => {
    const { person } = await world.shopper()
    const dubai = await giveAddress(person, { country: 'AE', city: 'Dubai', isDefault: false })
    const { totals, methods } = await askQuote(person, { addressId: dubai })
    // 3600 + 2800, and 5 % on top of both.
    expect(totals).toMatchObject({ delivery: { amount: '2800' }, tax: { amount: '320' }, taxIncluded: false, total: { amount: '6720' } })
    expect(methods.find((method) => method.method === 'cash_on_delivery')).toMatchObject({ available: false })
  })

  it('can be had before there is an address', async () => {
    const person = await world.person()
    await fillCart(person, [await addGoods(world.db), 1])
    expect(await askQuote(person)).toMatchObject({ addressId: null, needsAddress: true, totals: { delivery: { amount: '600' } } })
    expect((await askQuote(person, { country: 'UG' })).totals.delivery.amount).toBe('1200')
  })

  it('divides a mixed cart, physical goods first', async () => {
    const { person, goods } = await world.shopper()
    const recipe = await addGoods(world.db, { kind: 'digital', stars: 250n, price: 499n })
    await fillCart(person, [recipe, 2], [goods, 1])
    const first = await askQuote(person)
    expect([first.goods, first.leftForLater, first.lines.map((line) => line.variantId)]).toEqual(['physical', 'digital', [goods.variantId]])
    const second = await askQuote(person, { goods: 'digital' })
    expect(second).toMatchObject({
      goods: 'digital',
      leftForLater: 'physical',
      needsAddress: false,
      addressId: null,
      deliverable: true,
      deliveryOptions: [],
      totals: { subtotal: { amount: '998' }, delivery: { amount: '0' }, tax: { amount: '0' }, total: { amount: '998' } },
      stars: { amount: '500', currency: 'XTR' },
    })
    expect(second.methods.filter((method) => method.available).map((method) => method.method)).toEqual(['stars'])
  })

  it('is refused for an empty cart, and for one with trouble', async () => {
    const { person, goods } = await world.shopper({ onHand: 5, quantity: 5 })
    expect(await code(await person.request('POST', '/checkout/quote', { goods: 'digital' }))).toEqual([409, 'checkout/cart-empty'])
    await world.db.update(stockLevels).set({ onHand: 3 }).where(eq(stockLevels.variantId, goods.variantId))
    const refused = await person.request('POST', '/checkout/quote', {})
    expect(await read(refused)).toMatchObject({
      code: 'checkout/line-trouble',
      facts: { variantId: goods.variantId, trouble: 'too_many', left: 3 },
    })
    await fillCart(person)
    expect(await code(await person.request('POST', '/checkout/quote', {}))).toEqual([409, 'checkout/cart-empty'])
  })

  it("does not know a stranger's address", async () => {
    const [{ person }, stranger] = [await world.shopper(), await world.shopper()]
    for (const addressId of [stranger.addressId, newId()]) {
      expect(await code(await person.request('POST', '/checkout/quote', { addressId }))).toEqual([404, 'users/address-not-found'])
    }
  })

  it('is for who is signed in, and takes nothing but what it asks', async () => {
    const { person } = await world.shopper()
    expect((await world.request('POST', '/checkout/quote', {})).status).toBe(401)
    for (const body of [
      null,
      [],
      'text',
      { addressId: 'x' },
      { addressId: `${newId()}\0` },
      { country: 'Kenya' },
      { country: ['KE'] },
      { goods: 'mixed' },
      { total: 1 },
      { deliveryOptionId: 7 },
    ]) {
      const response = await person.request('POST', '/checkout/quote', body)
      expect([400, 415, 422]).toContain(response.status)
    }
  })
})
