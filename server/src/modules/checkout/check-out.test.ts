import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { PlacedOrder } from 'shared/orders.schema'
import type { AdminShipping } from 'shared/shipping.schema'
import {
  askQuote,
  cartOf,
  checkOut,
  code,
  createBuyingWorld,
  fillCart,
  giveAddress,
  home,
  read,
  type BuyingWorld,
} from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { products, stockLevels, variants } from '../catalog/tables.ts'
import { users } from '../users/tables.ts'

let world: BuyingWorld
beforeAll(async () => {
  world = await createBuyingWorld()
})
afterAll(() => world.close())

describe('checkout', () => {
  it('places the order that was quoted, promises its stock, and empties the cart of it', async () => {
    const { person, goods } = await world.shopper()
    const other = await addGoods(world.db, { kind: 'digital' })
    await person.request('PUT', `/cart/lines/${other.variantId}`, { quantity: 1 })
    const response = await checkOut(person, await askQuote(person), { note: 'Ring <b>twice</b>' })
    expect(response.status).toBe(201)
    const { order, payment } = await read<PlacedOrder>(response)
    expect(order).toMatchObject({
      number: expect.stringMatching(/^DK-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      state: 'pending_payment',
      payment: 'on_delivery',
      payBy: null,
      goods: 'physical',
      totals: { total: { amount: '4200', currency: 'USD' } },
      lines: [{ name: 'Nyeri AA', quantity: 2, unitPrice: { amount: '1800' } }],
      contact: { name: home.recipient, phone: home.phone },
      address: { line1: home.line1, country: 'KE' },
      delivery: { name: 'Nairobi rider', kind: 'courier' },
      note: 'Ring <b>twice</b>',
      arrivesFrom: '2026-11-22T11:00:00.000Z',
      timeline: [{ kind: 'placed' }, ...order.timeline.slice(1)],
    })
    expect(order.address).not.toHaveProperty('label')
    expect(payment).toMatchObject({ method: 'cash_on_delivery', state: 'authorized', amount: { amount: '4200' } })
    expect((await cartOf(person)).lines.map((line) => line.variantId)).toEqual([other.variantId])
    expect(await world.stockOf(goods.variantId)).toMatchObject({ onHand: 100, reserved: 2 })
    expect(
      world.queue.some(({ data }) => JSON.stringify(data) === JSON.stringify({ name: 'order.placed', data: { orderId: order.id } })),
    ).toBe(true)
    expect(await read(await person.request('GET', `/orders/${order.number}`))).toEqual(order)
  })

  it('keeps contact and address readable only with the key, and remembers the consent', async () => {
    const { person } = await world.shopper()
    await checkOut(person, await askQuote(person))
    const [row] = await world.ordersOf(person)
    expect(JSON.stringify({ contact: row?.contact, address: row?.address })).not.toMatch(/Amina|2547|Kilimani/)
    expect(row?.termsAcceptedAt).toEqual(world.clock.now())
    const [user] = await world.db.select().from(users).where(eq(users.id, person.user.id))
    expect(user?.termsAcceptedAt).toEqual(world.clock.now())
  })

  it('starts a card payment after the order stands, to be paid by a time', async () => {
    const { person } = await world.shopper()
    const { order, payment } = await read<PlacedOrder>(await checkOut(person, await askQuote(person), { method: 'card' }))
    expect(order).toMatchObject({ state: 'pending_payment', payment: 'unpaid', payBy: '2026-11-22T09:30:00.000Z' })
    expect(payment).toMatchObject({
      state: 'requires_action',
      nextAction: { type: 'client_secret' },
      expiresAt: '2026-11-22T09:30:00.000Z',
    })
  })

  it.each([
    ['is down', 'failed', true],
    ['says nothing clear', 'unknown', false],
  ] as const)('leaves an order that waits when the gateway %s', async (answer, state, canRetryPayment) => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    world.card.answers = answer
    const response = await checkOut(person, quote, { method: 'card' })
    world.card.answers = 'asks for the card'
    expect(response.status).toBe(201)
    const { order, payment } = await read<PlacedOrder>(response)
    expect(payment.state).toBe(state)
    expect(order).toMatchObject({ state: 'pending_payment', canRetryPayment })
  })

  it('sells digital goods for Stars alone', async () => {
    const person = await world.person()
    await fillCart(person, [await addGoods(world.db, { kind: 'digital', stars: 250n }), 2])
    const quote = await askQuote(person)
    for (const method of ['card', 'cash_on_delivery']) {
      expect(await code(await checkOut(person, quote, { method }))).toEqual([409, 'checkout/method-unavailable'])
    }
    const { order, payment } = await read<PlacedOrder>(await checkOut(person, quote, { method: 'stars' }))
    expect(payment).toMatchObject({
      state: 'requires_action',
      amount: { amount: '500', currency: 'XTR' },
      nextAction: { type: 'open_invoice' },
    })
    expect(order).toMatchObject({ goods: 'digital', address: null, delivery: null, contact: { name: 'Amina', phone: null } })
    expect(order.lines[0]?.digitalContent).toBeNull()
  })

  it('never sells physical goods for Stars', async () => {
    const { person } = await world.shopper()
    expect(await code(await checkOut(person, await askQuote(person), { method: 'stars' }))).toEqual([409, 'checkout/method-unavailable'])
    expect(await world.ordersOf(person)).toEqual([])
  })

  it('needs no address for what is picked up, and wants one for what is brought', async () => {
    const person = await world.person()
    await fillCart(person, [await addGoods(world.db), 1])
    const quote = await askQuote(person)
    expect(await code(await checkOut(person, quote))).toEqual([422, 'checkout/address-required'])
    // A default address that came after the quote was not agreed to.
    await giveAddress(person, { country: 'AE' })
    expect(await code(await checkOut(person, quote))).toEqual([422, 'checkout/address-required'])
    const pickup = quote.deliveryOptions.find((option) => option.kind === 'pickup')
    const dropIn = await askQuote(person, { deliveryOptionId: pickup?.id, addressId: await giveAddress(person, { isDefault: false }) })
    const { order } = await read<PlacedOrder>(await checkOut(person, dropIn, { contact: { name: 'Juma', phone: '+254700000000' } }))
    expect(order).toMatchObject({
      address: null,
      delivery: { kind: 'pickup', place: expect.stringContaining('Ngong Road 212') },
      contact: { name: 'Juma', phone: '+254700000000' },
    })
  })

  it('buys a mixed cart in two orders', async () => {
    const { person, goods } = await world.shopper()
    await fillCart(person, [await addGoods(world.db, { kind: 'digital' }), 1], [goods, 1])
    expect((await checkOut(person, await askQuote(person))).status).toBe(201)
    expect((await checkOut(person, await askQuote(person), { method: 'stars' })).status).toBe(201)
    expect((await world.ordersOf(person)).map((order) => order.goods).toSorted()).toEqual(['digital', 'physical'])
    expect((await cartOf(person)).lines).toEqual([])
  })

  it('fits fifty dear lines into one quote', async () => {
    const person = await world.person()
    await giveAddress(person)
    const goods = await Promise.all(Array.from({ length: 50 }, () => addGoods(world.db, { price: 999_999_999_999_999n })))
    await fillCart(person, ...goods.map((each) => [each, 99] as const))
    const quote = await askQuote(person)
    expect(quote.token.length).toBeLessThanOrEqual(4096)
    expect(quote.totals.subtotal.amount).toBe(String(999_999_999_999_999n * 99n * 50n))
  })
})

describe('what changed since the quote', () => {
  it('is a price: told, never charged', async () => {
    const { person, goods } = await world.shopper()
    const quote = await askQuote(person)
    await world.db.update(variants).set({ price: 2000n }).where(eq(variants.id, goods.variantId))
    const response = await checkOut(person, quote)
    expect(response.status).toBe(409)
    expect(await read(response)).toMatchObject({
      code: 'checkout/price-changed',
      facts: { totalBefore: '4200', total: '4600', variantId: goods.variantId, name: 'Nyeri AA' },
    })
    expect(await world.ordersOf(person)).toEqual([])
    expect((await cartOf(person)).lines).toHaveLength(1)
    expect((await checkOut(person, await askQuote(person))).status).toBe(201)
  })

  it('is a lower price too', async () => {
    const { person, goods } = await world.shopper()
    const quote = await askQuote(person)
    await world.db.update(variants).set({ price: 1n }).where(eq(variants.id, goods.variantId))
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/price-changed'])
  })

  it('is the delivery or the tax', async () => {
    const { person } = await world.shopper()
    const address = await giveAddress(person, { country: 'RW', isDefault: false })
    const quote = await askQuote(person, { addressId: address })
    const manager = await world.person({ role: 'manager' })
    const staffSee = async () => read<AdminShipping>(await manager.request('GET', '/admin/shipping'))
    const changeOption = async (more: object) => {
      const options = (await staffSee()).zones.flatMap((zone) => zone.options)
      const { id, ...option } = options.find((each) => each.id === quote.deliveryOptionId) ?? {}
      expect((await manager.request('PUT', `/admin/shipping/options/${id}`, { ...option, ...more })).status).toBe(200)
    }
    const changeTax = async (more: object) => {
      const { country, ...tax } = (await staffSee()).taxes.find((each) => each.country === 'RW') ?? {}
      expect((await manager.request('PUT', `/admin/shipping/taxes/${country}`, { ...tax, ...more })).status).toBe(200)
    }

    await changeOption({ price: '1300' })
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/price-changed'])
    await changeOption({ price: '1200', isActive: false })
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/delivery-gone'])
    await changeOption({ isActive: true })
    await changeTax({ rateBps: 1900 })
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/price-changed'])
    await changeTax({ rateBps: 1800 })
    expect((await checkOut(person, quote, { method: 'card' })).status).toBe(201)
  })

  it('is the country of the address, or the address is gone', async () => {
    const { person, addressId } = await world.shopper()
    const quote = await askQuote(person)
    await person.request('PUT', `/me/addresses/${addressId}`, { ...home, country: 'UG' })
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/delivery-gone'])
    await person.request('DELETE', `/me/addresses/${addressId}`)
    expect(await code(await checkOut(person, quote))).toEqual([404, 'users/address-not-found'])
  })

  it('is that it is no longer sold, or there is not enough left', async () => {
    const { person, goods } = await world.shopper({ onHand: 2 })
    const quote = await askQuote(person)
    await world.db.update(stockLevels).set({ onHand: 1 }).where(eq(stockLevels.variantId, goods.variantId))
    const short = await checkOut(person, quote)
    expect([short.status, await read(short)]).toMatchObject([
      409,
      { code: 'catalog/out-of-stock', facts: { variantId: goods.variantId, left: 1 } },
    ])
    expect((await cartOf(person)).lines).toHaveLength(1)
    await world.db.update(products).set({ status: 'archived' }).where(eq(products.id, goods.productId))
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/line-trouble'])
    expect(await world.ordersOf(person)).toEqual([])
  })

  it('is the cart', async () => {
    const { person, goods } = await world.shopper()
    const quote = await askQuote(person)
    await person.request('PUT', `/cart/lines/${goods.variantId}`, { quantity: 3 })
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/cart-changed'])
    await person.request('PUT', `/cart/lines/${goods.variantId}`, { quantity: 2 })
    expect((await checkOut(person, quote)).status).toBe(201)
  })

  it('is the time', async () => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    world.clock.advance(15 * 60)
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/quote-expired'])
    world.clock.advance(-15 * 60)
  })
})
