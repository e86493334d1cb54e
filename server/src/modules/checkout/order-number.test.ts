import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { PlacedOrder } from 'shared/orders.schema'
import type * as Ids from '../../platform/ids.ts'
import { askQuote, checkOut, createBuyingWorld, read, type BuyingWorld } from '../../testing/buying.ts'

const drawn = vi.hoisted(() => ({ next: [] as string[] }))
vi.mock('../../platform/ids.ts', async (original) => {
  const ids = await original<typeof Ids>()
  return { ...ids, newOrderNumber: () => drawn.next.shift() ?? ids.newOrderNumber() }
})

let world: BuyingWorld
beforeAll(async () => {
  world = await createBuyingWorld()
})
afterAll(() => world.close())

describe('an order number', () => {
  it('is drawn again when it is taken, and nothing is reserved twice', async () => {
    const [first, second] = [await world.shopper(), await world.shopper()]
    drawn.next = ['DK-AAAA-AAAA', 'DK-AAAA-AAAA', 'DK-AAAA-AAAA', 'DK-BBBB-BBBB']
    const numbers: string[] = []
    for (const { person } of [first, second]) {
      const { order } = await read<PlacedOrder>(await checkOut(person, await askQuote(person)))
      numbers.push(order.number)
    }
    expect(numbers).toEqual(['DK-AAAA-AAAA', 'DK-BBBB-BBBB'])
    expect(await world.stockOf(second.goods.variantId)).toMatchObject({ reserved: 2 })
  })
})
