import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askQuote, checkOut, fillCart, giveAddress } from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { listenToStatements } from '../../testing/statements.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { seedShipping } from '../shipping/index.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
  await seedShipping(world.system)
})
afterAll(() => world.close())

describe('a whole purchase', () => {
  it('asks the database at most 15 things from a filled cart to a placed order', async () => {
    const person = await world.person()
    const address = await giveAddress(person)
    const goods = [await addGoods(world.db), await addGoods(world.db)] as const
    // As in a shop that has been open for a while.
    await Promise.all([world.shipping.read(), world.pauses.read(), world.rates.newest()])
    const heard = listenToStatements(world.db)
    const upTo: Record<string, number> = {}

    await fillCart(person, [goods[0], 1], [goods[1], 2])
    upTo['cart'] = heard.length
    const quote = await askQuote(person, { addressId: address })
    upTo['quote'] = heard.length
    const response = await checkOut(person, quote)
    upTo['checkout'] = heard.length

    expect(response.status).toBe(201)
    process.stdout.write(`statements of a purchase, up to: ${JSON.stringify(upTo)}\n`)
    expect(heard.filter((query) => /insert into "?orders/.test(query))).toHaveLength(1)
    expect(heard.length).toBeLessThanOrEqual(15)
    // All are sent at once, and in this order: the cart's row first, whose checkouts wait for each other, and shared stock late.
    const placing = heard.slice(heard.lastIndexOf('begin'))
    const at = (query: RegExp) => placing.findIndex((each) => query.test(each))
    const order = [
      /update "?carts/,
      /insert into "?orders/,
      /insert into "?payments/,
      /insert into "?stock_reservations|update "?stock/,
    ].map(at)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order).not.toContain(-1)
  })
})
