import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { PlacedOrder } from 'shared/orders.schema'
import { newId } from '../../platform/ids.ts'
import {
  askQuote,
  cartOf,
  checkOut,
  code,
  createBuyingWorld,
  fillCart,
  giveAddress,
  read,
  refusals,
  type BuyingWorld,
} from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { reservations } from '../catalog/tables.ts'
import { payments } from '../payments/tables.ts'

let world: BuyingWorld
beforeAll(async () => {
  world = await createBuyingWorld()
})
afterAll(() => world.close())

describe('an order is placed once', () => {
  it('answers the same key with the same order, also when the quote is long over', async () => {
    const { person } = await world.shopper()
    const [quote, key] = [await askQuote(person), newId()]
    const first = await checkOut(person, quote, { key })
    world.clock.advance(25 * 3600)
    const second = await checkOut(person, quote, { key })
    world.clock.advance(-25 * 3600)
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    const [a, b] = [await read<PlacedOrder>(first), await read<PlacedOrder>(second)]
    expect([b.order.number, b.payment.id]).toEqual([a.order.number, a.payment.id])
    expect(await world.ordersOf(person)).toHaveLength(1)
  })

  it('refuses the key for another request', async () => {
    const { person } = await world.shopper()
    const [quote, key] = [await askQuote(person), newId()]
    await checkOut(person, quote, { key })
    expect(await code(await checkOut(person, quote, { key, note: 'other' }))).toEqual([422, 'request/key-reused'])
    expect(await code(await checkOut(person, quote, { key, method: 'card' }))).toEqual([422, 'request/key-reused'])
  })

  it("gives nothing away to who uses a stranger's key or quote", async () => {
    const [{ person }, other] = [await world.shopper(), await world.shopper()]
    const [quote, key] = [await askQuote(person), newId()]
    const mine = await read<PlacedOrder>(await checkOut(person, quote, { key }))
    expect(await code(await checkOut(other.person, quote, { key }))).toEqual([422, 'checkout/quote-invalid'])
    const theirs = await read<PlacedOrder>(await checkOut(other.person, await askQuote(other.person), { key }))
    expect(theirs.order.number).not.toBe(mine.order.number)
  })

  it('makes one order of forty taps', async () => {
    const { person, goods } = await world.shopper()
    const [quote, key] = [await askQuote(person), newId()]
    const answers = await Promise.all(Array.from({ length: 40 }, () => checkOut(person, quote, { key, method: 'card' })))
    const placed = await world.ordersOf(person)
    expect(placed).toHaveLength(1)
    const said = await Promise.all(
      answers.map(async (answer) => (answer.ok ? (await read<PlacedOrder>(answer)).order.number : code(answer))),
    )
    const busy = [409, 'request/key-busy']
    expect(new Set(said.map((each) => JSON.stringify(each))).size).toBeLessThanOrEqual(2)
    expect(said.filter((each) => Array.isArray(each))).toEqual(said.filter((each) => Array.isArray(each)).map(() => busy))
    expect(said).toContain(placed[0]?.number)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(await world.stockOf(goods.variantId)).toMatchObject({ reserved: 2 })
    expect(
      await world.db
        .select()
        .from(payments)
        .where(eq(payments.orderId, placed[0]?.id ?? '')),
    ).toHaveLength(1)
    expect((await checkOut(person, quote, { key, method: 'card' })).status).toBe(200)
  })

  it('makes one order of twenty tabs with a key each', async () => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    const answers = await Promise.all(Array.from({ length: 20 }, () => checkOut(person, quote)))
    expect(await world.ordersOf(person)).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1)
    expect(await refusals(answers)).toEqual(Array.from({ length: 19 }, () => [409, 'checkout/cart-changed']))
  })

  it('makes one order of two tabs with a quote each', async () => {
    const { person } = await world.shopper()
    const quotes = [await askQuote(person), await askQuote(person)]
    const answers = await Promise.all(quotes.map((quote) => checkOut(person, quote)))
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(await world.ordersOf(person)).toHaveLength(1)
  })

  it('does not take a quote twice, even with the same things in the cart again', async () => {
    const { person, goods } = await world.shopper()
    const quote = await askQuote(person)
    await checkOut(person, quote)
    await fillCart(person, [goods, 2])
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/quote-used'])
    expect((await cartOf(person)).lines).toHaveLength(1)
    expect(await world.ordersOf(person)).toHaveLength(1)
  })

  it('starts the payment of a crashed request, but not under the feet of a living one', async () => {
    const { person } = await world.shopper()
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
    expect(await refusals(answers)).toEqual(Array.from({ length: 90 }, () => [409, 'catalog/out-of-stock']))
    expect(await world.stockOf(scarce.variantId)).toMatchObject({ onHand: 10, reserved: 10 })
    expect(await world.stockOf(plenty.variantId)).toMatchObject({ onHand: 1000, reserved: 10 })
    expect(await world.db.select().from(reservations).where(eq(reservations.variantId, scarce.variantId))).toHaveLength(10)
  })
})

describe('a customer with many orders', () => {
  it('may keep ten waiting, also when they are placed at once, and goes on when one of them moves', async () => {
    const { person, goods } = await world.shopper({ onHand: 500 })
    const others = await Promise.all(Array.from({ length: 12 }, () => addGoods(world.db, { onHand: 500 })))
    const quotes: Awaited<ReturnType<typeof askQuote>>[] = []
    for (const each of others) {
      await fillCart(person, [each, 99])
      quotes.push(await askQuote(person))
    }
    await fillCart(person, ...others.map((each) => [each, 99] as const))
    const answers = await Promise.all(quotes.map((quote) => checkOut(person, quote)))
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(10)
    expect(await refusals(answers)).toEqual(Array.from({ length: 2 }, () => [409, 'checkout/too-many-open-orders']))
    const promised = await Promise.all(others.map(async (each) => (await world.stockOf(each.variantId))?.reserved))
    expect(promised.filter((reserved) => reserved === 99)).toHaveLength(10)
    expect(promised.filter((reserved) => reserved === 0)).toHaveLength(2)

    await fillCart(person, [goods, 1])
    const quote = await askQuote(person)
    expect(await code(await checkOut(person, quote))).toEqual([409, 'checkout/too-many-open-orders'])
    const [some] = await world.ordersOf(person)
    expect((await person.request('POST', `/orders/${some?.number}/cancel`)).status).toBe(200)
    expect((await checkOut(person, quote)).status).toBe(201)
  })
})
