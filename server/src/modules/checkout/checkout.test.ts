import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { Cart } from 'shared/cart.schema'
import type { PlacedOrder } from 'shared/orders.schema'
import type { ProblemJson } from 'shared/problem'
import { newId } from '../../platform/ids.ts'
import { askQuote, checkOut, fillCart, giveAddress, home } from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { products, stockLevels, variants } from '../catalog/tables.ts'
import { orders, reservations } from '../orders/tables.ts'
import type { Gateway } from '../payments/gateways/gateway.ts'
import { payments } from '../payments/tables.ts'
import { seedShipping } from '../shipping/index.ts'
import { deliveryOptions, taxRules } from '../shipping/tables.ts'
import { users } from '../users/tables.ts'
import { sealQuote } from './quote-token.ts'

let world: TestWorld
/** What the card's gateway does next. */
let cardAnswers: 'asks for the card' | 'is down' | 'says nothing clear'
beforeAll(async () => {
  world = await createTestWorld()
  await seedShipping(world.system)
  const gateways = new Map([...world.world.gateways].filter(([, gateway]) => gateway.descriptor.method !== 'card'))
  gateways.set('test-card', cardGateway())
  world.world.gateways = gateways
  world.world.telegram.call = (() => Promise.resolve('https://t.me/$invoice')) as never
  cardAnswers = 'asks for the card'
})
afterAll(() => world.close())

function cardGateway(): Gateway {
  return {
    descriptor: {
      id: 'test-card',
      method: 'card',
      goods: ['physical'],
      limits: () => ({ min: 50n, max: 10n ** 9n }),
      partialRefunds: true,
      pollSeconds: [60],
    },
    async start(payment) {
      if (cardAnswers !== 'asks for the card') throw new Error(cardAnswers)
      return {
        reference: `ref-${payment.id}`,
        snapshot: { state: 'requires_action', movements: [], expected: payment.amount },
        nextAction: { type: 'client_secret', provider: 'stripe', clientSecret: 'secret', publishableKey: 'pk' },
      }
    },
    retrieve: (payment) => Promise.resolve({ state: 'requires_action', movements: [], expected: payment.amount }),
    classify: () => ({ kind: cardAnswers === 'is down' ? 'unavailable' : 'ambiguous', code: 'test', failure: 'gateway_unavailable' }),
  }
}

const read = async <Body>(response: Response) => (await response.json()) as Body
const code = async (response: Response) => [response.status, (await read<ProblemJson>(response)).code]
const ordersOf = (person: Person) => world.db.select().from(orders).where(eq(orders.userId, person.user.id))
const cartOf = async (person: Person) => read<Cart>(await person.request('GET', '/cart'))
const stockOf = async (variantId: string) => (await world.db.select().from(stockLevels).where(eq(stockLevels.variantId, variantId)))[0]

/** Somebody with an address in Nairobi and something in the cart. */
async function shopper({ price = 1800n, onHand = 100, quantity = 2 } = {}) {
  const person = await world.person()
  const addressId = await giveAddress(person)
  const goods = await addGoods(world.db, { price, onHand })
  await fillCart(person, [goods, quantity])
  return { person, addressId, goods }
}

describe('a quote', () => {
  it('tells the whole price to the default address', async () => {
    const { person, addressId, goods } = await shopper()
    const quote = await askQuote(person)
    expect(quote).toMatchObject({
      goods: 'physical',
      leftForLater: null,
      needsAddress: true,
      addressId,
      deliverable: true,
      lines: [{ variantId: goods.variantId, quantity: 2, total: { amount: '3600' } }],
      deliveryOptions: [{ name: 'Nairobi rider', price: { amount: '600' } }, { price: { amount: '350' } }, { kind: 'pickup' }, {}],
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
    ).toEqual(['card', 'cash_on_delivery'])
    expect(quote.methods.find((method) => method.method === 'stars')?.available ?? false).toBe(false)
    expect(quote.token.length).toBeLessThanOrEqual(4096)
  })

  it('follows the way of delivery chosen, and gives way when it is not offered there', async () => {
    const { person } = await shopper({ price: 3000n })
    const [rider, courier, pickup] = (await askQuote(person)).deliveryOptions
    expect((await askQuote(person, { deliveryOptionId: courier?.id })).totals.delivery.amount).toBe('0')
    expect((await askQuote(person, { deliveryOptionId: pickup?.id })).needsAddress).toBe(false)
    expect((await askQuote(person, { deliveryOptionId: newId() })).deliveryOptionId).toBe(rider?.id)
  })

  it('taxes by where it goes', async () => {
    const { person } = await shopper()
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
    const { person, goods } = await shopper()
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
    const { person, goods } = await shopper({ onHand: 5, quantity: 5 })
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
    const [{ person }, stranger] = [await shopper(), await shopper()]
    for (const addressId of [stranger.addressId, newId()]) {
      expect(await code(await person.request('POST', '/checkout/quote', { addressId }))).toEqual([404, 'users/address-not-found'])
    }
  })

  it('is for who is signed in, and takes nothing but what it asks', async () => {
    const { person } = await shopper()
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
      { deliveryOptionId: 1e400 },
    ]) {
      const response = await person.request('POST', '/checkout/quote', body)
      expect([400, 415, 422]).toContain(response.status)
    }
  })
})

describe('checkout', () => {
  it('places the order that was quoted, promises its stock, and empties the cart of it', async () => {
    const { person, goods } = await shopper()
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
    expect(await stockOf(goods.variantId)).toMatchObject({ onHand: 100, reserved: 2 })
    expect(
      world.queue.some(({ data }) => JSON.stringify(data) === JSON.stringify({ name: 'order.placed', data: { orderId: order.id } })),
    ).toBe(true)
  })

  it('keeps contact and address readable only with the key, and remembers the consent', async () => {
    const { person } = await shopper()
    await checkOut(person, await askQuote(person))
    const [row] = await ordersOf(person)
    expect(JSON.stringify({ contact: row?.contact, address: row?.address })).not.toMatch(/Amina|2547|Kilimani/)
    expect(row?.termsAcceptedAt).toEqual(world.clock.now())
    const [user] = await world.db.select().from(users).where(eq(users.id, person.user.id))
    expect(user?.termsAcceptedAt).toEqual(world.clock.now())
  })

  it('starts a card payment after the order stands, to be paid by a time', async () => {
    const { person } = await shopper()
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
    const { person } = await shopper()
    const quote = await askQuote(person)
    cardAnswers = answer
    const response = await checkOut(person, quote, { method: 'card' })
    cardAnswers = 'asks for the card'
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
    const { person } = await shopper()
    expect(await code(await checkOut(person, await askQuote(person), { method: 'stars' }))).toEqual([409, 'checkout/method-unavailable'])
    expect(await ordersOf(person)).toEqual([])
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
    expect(order).toMatchObject({ address: null, delivery: { kind: 'pickup' }, contact: { name: 'Juma', phone: '+254700000000' } })
  })

  it('buys a mixed cart in two orders', async () => {
    const { person, goods } = await shopper()
    await fillCart(person, [await addGoods(world.db, { kind: 'digital' }), 1], [goods, 1])
    expect((await checkOut(person, await askQuote(person))).status).toBe(201)
    expect((await checkOut(person, await askQuote(person), { method: 'stars' })).status).toBe(201)
    expect((await ordersOf(person)).map((order) => order.goods).toSorted()).toEqual(['digital', 'physical'])
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
    const { person, goods } = await shopper()
    const quote = await askQuote(person)
    await world.db.update(variants).set({ price: 2000n }).where(eq(variants.id, goods.variantId))
    const response = await checkOut(person, quote)
    expect(response.status).toBe(409)
    expect(await read(response)).toMatchObject({
      code: 'checkout/price-changed',
      facts: { totalBefore: '4200', total: '4600', variantId: goods.variantId, name: 'Nyeri AA' },
    })
    expect(await ordersOf(person)).toEqual([])
    expect((await cartOf(person)).lines).toHaveLength(1)
    expect((await checkOut(person, await askQuote(person))).status).toBe(201)
  })

  it('is a lower price too', async () => {
    const { person, goods } = await shopper()
    const quote = await askQuote(person)
    await world.db.update(variants).set({ price: 1n }).where(eq(variants.id, goods.variantId))
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/price-changed'])
  })

  it('is the delivery or the tax', async () => {
    const { person } = await shopper()
    const address = await giveAddress(person, { country: 'RW', isDefault: false })
    const quote = await askQuote(person, { addressId: address })
    const isThis = eq(deliveryOptions.id, quote.deliveryOptionId ?? '')
    await world.db.update(deliveryOptions).set({ price: 1300n }).where(isThis)
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/price-changed'])
    await world.db.update(deliveryOptions).set({ price: 1200n, isActive: false }).where(isThis)
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/delivery-gone'])
    await world.db.update(deliveryOptions).set({ isActive: true }).where(isThis)
    await world.db.update(taxRules).set({ rateBps: 1900 }).where(eq(taxRules.country, 'RW'))
    expect(await code(await checkOut(person, quote, { method: 'card' }))).toEqual([409, 'checkout/price-changed'])
    await world.db.update(taxRules).set({ rateBps: 1800 }).where(eq(taxRules.country, 'RW'))
    expect((await checkOut(person, quote, { method: 'card' })).status).toBe(201)
  })

  it('is the country of the address, or the address is gone', async () => {
    const { person, addressId } = await shopper()
    const quote = await askQuote(person)
    await person.request('PUT', `/me/addresses/${addressId}`, { ...home, country: 'UG' })
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/delivery-gone'])
    await person.request('DELETE', `/me/addresses/${addressId}`)
    expect(await code(await checkOut(person, quote))).toEqual([404, 'users/address-not-found'])
  })

  it('is that it is no longer sold, or there is not enough left', async () => {
    const { person, goods } = await shopper({ onHand: 2 })
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
    expect(await ordersOf(person)).toEqual([])
  })

  it('is the cart', async () => {
    const { person, goods } = await shopper()
    const quote = await askQuote(person)
    await person.request('PUT', `/cart/lines/${goods.variantId}`, { quantity: 3 })
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/cart-changed'])
    await person.request('PUT', `/cart/lines/${goods.variantId}`, { quantity: 2 })
    expect((await checkOut(person, quote)).status).toBe(201)
  })

  it('is the time', async () => {
    const { person } = await shopper()
    const quote = await askQuote(person)
    world.clock.advance(15 * 60)
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/quote-expired'])
    world.clock.advance(-15 * 60)
  })
})

describe('an order is placed once', () => {
  it('answers the same key with the same order, also when the quote is long over', async () => {
    const { person } = await shopper()
    const [quote, key] = [await askQuote(person), newId()]
    const first = await checkOut(person, quote, { key })
    world.clock.advance(25 * 3600)
    const second = await checkOut(person, quote, { key })
    world.clock.advance(-25 * 3600)
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    const [a, b] = [await read<PlacedOrder>(first), await read<PlacedOrder>(second)]
    expect([b.order.number, b.payment.id]).toEqual([a.order.number, a.payment.id])
    expect(await ordersOf(person)).toHaveLength(1)
  })

  it('refuses the key for another request', async () => {
    const { person } = await shopper()
    const [quote, key] = [await askQuote(person), newId()]
    await checkOut(person, quote, { key })
    expect(await code(await checkOut(person, quote, { key, note: 'other' }))).toEqual([422, 'request/key-reused'])
    expect(await code(await checkOut(person, quote, { key, method: 'card' }))).toEqual([422, 'request/key-reused'])
  })

  it("gives nothing away to who uses a stranger's key or quote", async () => {
    const [{ person }, other] = [await shopper(), await shopper()]
    const [quote, key] = [await askQuote(person), newId()]
    const mine = await read<PlacedOrder>(await checkOut(person, quote, { key }))
    expect(await code(await checkOut(other.person, quote, { key }))).toEqual([422, 'checkout/quote-invalid'])
    const theirs = await read<PlacedOrder>(await checkOut(other.person, await askQuote(other.person), { key }))
    expect(theirs.order.number).not.toBe(mine.order.number)
  })

  it('makes one order of forty taps', async () => {
    const { person, goods } = await shopper()
    const [quote, key] = [await askQuote(person), newId()]
    const answers = await Promise.all(Array.from({ length: 40 }, () => checkOut(person, quote, { key, method: 'card' })))
    const placed = await ordersOf(person)
    expect(placed).toHaveLength(1)
    for (const answer of answers) {
      if (answer.ok) expect((await read<PlacedOrder>(answer)).order.number).toBe(placed[0]?.number)
      else expect(await code(answer)).toEqual([409, 'request/key-busy'])
    }
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(await stockOf(goods.variantId)).toMatchObject({ reserved: 2 })
    expect(
      await world.db
        .select()
        .from(payments)
        .where(eq(payments.orderId, placed[0]?.id ?? '')),
    ).toHaveLength(1)
    expect((await checkOut(person, quote, { key, method: 'card' })).status).toBe(200)
  })

  it('makes one order of twenty tabs with a key each', async () => {
    const { person } = await shopper()
    const quote = await askQuote(person)
    const answers = await Promise.all(Array.from({ length: 20 }, () => checkOut(person, quote)))
    expect(await ordersOf(person)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    for (const answer of answers) if (!answer.ok) expect(await code(answer)).toEqual([409, 'checkout/cart-changed'])
  })

  it('makes one order of two tabs with a quote each', async () => {
    const { person } = await shopper()
    const quotes = [await askQuote(person), await askQuote(person)]
    const answers = await Promise.all(quotes.map((quote) => checkOut(person, quote)))
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409])
    expect(await ordersOf(person)).toHaveLength(1)
  })

  it('does not take a quote twice, even with the same things in the cart again', async () => {
    const { person, goods } = await shopper()
    const quote = await askQuote(person)
    await checkOut(person, quote)
    await fillCart(person, [goods, 2])
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/quote-used'])
    expect((await cartOf(person)).lines).toHaveLength(1)
    expect(await ordersOf(person)).toHaveLength(1)
  })

  it('starts the payment of a crashed request, but not under the feet of a living one', async () => {
    const { person } = await shopper()
    const [quote, key] = [await askQuote(person), newId()]
    const { payment } = await read<PlacedOrder>(await checkOut(person, quote, { key, method: 'card' }))
    await world.db
      .update(payments)
      .set({ state: 'starting', reference: null, nextAction: null, version: 0 })
      .where(eq(payments.id, payment.id))
    expect(await code(await checkOut(person, quote, { key, method: 'card' }))).toEqual([409, 'request/key-busy'])
    world.clock.advance(60)
    const again = await read<PlacedOrder>(await checkOut(person, quote, { key, method: 'card' }))
    world.clock.advance(-60)
    expect(again.payment).toMatchObject({ id: payment.id, state: 'requires_action' })
  })
})

describe('the last of it', () => {
  it('is sold exactly as often as it is there, to a hundred buyers', async () => {
    const [scarce, plenty] = [await addGoods(world.db, { onHand: 10 }), await addGoods(world.db, { onHand: 1000 })]
    const buyers = await Promise.all(Array.from({ length: 100 }, () => world.person()))
    const quotes = await Promise.all(
      buyers.map(async (person, i) => {
        await giveAddress(person)
        await fillCart(
          person,
          ...(i % 2
            ? ([
                [scarce, 1],
                [plenty, 1],
              ] as const)
            : ([
                [plenty, 1],
                [scarce, 1],
              ] as const)),
        )
        return { person, quote: await askQuote(person) }
      }),
    )
    const answers = await Promise.all(quotes.map(({ person, quote }) => checkOut(person, quote)))
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(10)
    for (const answer of answers) if (!answer.ok) expect(await code(answer)).toEqual([409, 'catalog/out-of-stock'])
    expect(await stockOf(scarce.variantId)).toMatchObject({ onHand: 10, reserved: 10 })
    expect(await stockOf(plenty.variantId)).toMatchObject({ onHand: 1000, reserved: 10 })
    expect(await world.db.select().from(reservations).where(eq(reservations.variantId, scarce.variantId))).toHaveLength(10)
  })
})

describe('a request that is not right', () => {
  it('is refused without a sign-in, a key, or consent', async () => {
    const { person } = await shopper()
    const { token } = await askQuote(person)
    const body = { quoteToken: token, method: 'cash_on_delivery', termsAccepted: true }
    expect((await world.request('POST', '/checkout', body, { 'idempotency-key': newId() })).status).toBe(401)
    expect(await code(await person.request('POST', '/checkout', body))).toEqual([400, 'request/key-required'])
    for (const key of ['short', 'x'.repeat(300), 'with spaces in it', "'; drop table orders; --"]) {
      expect(await code(await checkOut(person, { token }, { key }))).toEqual([400, 'request/key-required'])
    }
    for (const termsAccepted of [false, 'true', undefined]) {
      expect(await code(await checkOut(person, { token }, { termsAccepted }))).toEqual([422, 'request/invalid'])
    }
    expect(await ordersOf(person)).toEqual([])
  })

  it('is refused with a price, a total or anything else of its own', async () => {
    const { person } = await shopper()
    const quote = await askQuote(person)
    for (const more of [{ total: 1 }, { lines: [] }, { currency: 'KES' }, { discount: '100' }, { userId: newId() }]) {
      expect(await code(await checkOut(person, quote, more))).toEqual([422, 'request/invalid'])
    }
  })

  it('is refused with a quote that is not ours', async () => {
    const { person, goods } = await shopper()
    const { token } = await askQuote(person)
    const middle = Math.floor(token.length / 2)
    const changed = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
    const otherPurpose = world.sealer.seal('address', ['x'])
    const cheap = sealQuote(
      { ...world.sealer, seal: (_, value) => `1.${Buffer.from(JSON.stringify(value)).toString('base64url')}` },
      {
        id: newId(),
        userId: person.user.id,
        goods: 'physical',
        lines: [{ variantId: goods.variantId, quantity: 1, unitPrice: 1n }],
        addressId: null,
        country: 'KE',
        deliveryOptionId: null,
        delivery: 0n,
        tax: 0n,
        total: 1n,
        stars: null,
        expiresAt: new Date('2027-01-01'),
      },
    )
    for (const forged of [changed, otherPurpose, cheap, '', 'x', token.slice(0, -1), '<script>', '\0', '1.', '\ud800']) {
      expect(await code(await checkOut(person, { token: forged }))).toEqual([422, 'checkout/quote-invalid'])
    }
    expect(await code(await checkOut(person, { token: 'x'.repeat(5000) }))).toEqual([422, 'request/invalid'])
  })

  it('is refused with words that cannot be shown', async () => {
    const { person } = await shopper()
    const quote = await askQuote(person)
    const wrong: Record<string, unknown>[] = [
      { note: 'a\0b' },
      { note: 'x'.repeat(501) },
      { note: 1 },
      { contact: { name: 'a\u202eb' } },
      { contact: { name: '' } },
      { contact: { name: 'x'.repeat(81) } },
      { contact: { name: 'Amina', phone: '0712' } },
      { contact: [] },
      { method: 'bitcoin' },
    ]
    for (const more of wrong) {
      expect(await code(await checkOut(person, quote, more))).toEqual([422, 'request/invalid'])
    }
    for (const body of [null, [], '"x"', 7]) {
      expect((await person.request('POST', '/checkout', body, { 'idempotency-key': newId() })).status).toBeLessThan(500)
    }
  })

  it('says back text with markup as it was written', async () => {
    const { person } = await shopper()
    const note = `<img src=x onerror=alert(1)> {{7*7}} \${7*7} ' or 1=1 --\nمرحبا`
    const response = await checkOut(person, await askQuote(person), { note, contact: { name: '<script>alert(1)</script>' } })
    const { order } = await read<PlacedOrder>(response)
    expect([order.note, order.contact.name]).toEqual([note, '<script>alert(1)</script>'])
    expect(response.headers.get('content-type')).toContain('application/json')
  })
})
