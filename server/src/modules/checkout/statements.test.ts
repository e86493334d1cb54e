import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../platform/db.ts'
import { askQuote, checkOut, fillCart, giveAddress } from '../../testing/buying.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { seedShipping } from '../shipping/index.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
  await seedShipping(world.system)
})
afterAll(() => world.close())

/** Writes down what is asked of the database from now on; the beginning and the end of a transaction count too. */
function listenTo(db: Db): string[] {
  const heard: string[] = []
  type Logger = { logQuery(query: string): void }
  type Session = { logger: Logger; options: { logger?: Logger }; transaction(...args: unknown[]): Promise<unknown> }
  const { session } = db as unknown as { session: Session }
  // Prepared statements keep the logger they began with.
  session.logger.logQuery = (query) => void heard.push(query)
  session.options.logger = session.logger
  const begin = session.transaction.bind(session)
  session.transaction = async (...args) => {
    heard.push('begin')
    const result = await begin(...args)
    heard.push('commit')
    return result
  }
  return heard
}

describe('a whole purchase', () => {
  it('asks the database at most 25 things from a filled cart to a placed order', async () => {
    const person = await world.person()
    const address = await giveAddress(person)
    const goods = [await addGoods(world.db), await addGoods(world.db)] as const
    const heard = listenTo(world.db)
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
    expect(heard.length).toBeLessThanOrEqual(25)
  })
})
