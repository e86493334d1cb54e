import { eq } from 'drizzle-orm'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Language } from 'shared/locale'
import type { OrderState } from 'shared/orders'
import { newId } from '../../platform/ids.ts'
import { telegramBench } from '../../platform/telegram/emulator/testing.ts'
import { addOrder } from '../../testing/orders.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { users } from '../users/tables.ts'
import { deliverNotifications } from './deliver.ts'
import { insertNotifications } from './queries.ts'
import { notifications } from './tables.ts'
import { tellOfOrders } from './tell.ts'

let world: TestWorld
const bench = telegramBench()
/** How Telegram answers the next calls, instead of doing them: `[status, retryAfter]`, or 'lost' after doing it. */
const faults: (readonly [number, number?] | 'lost' | 'away')[] = []
const telegram = setupServer(
  http.post('https://api.telegram.org/*', async ({ request }) => {
    const fault = faults.shift()
    if (fault === 'away') return Response.error()
    if (fault && fault !== 'lost')
      return Response.json(
        {
          ok: false,
          error_code: fault[0],
          description: `fault ${fault[0]}`,
          ...(fault[1] ? { parameters: { retry_after: fault[1] } } : {}),
        },
        { status: fault[0] },
      )
    const answer = await bench.telegram.fetch(request)
    return fault === 'lost' ? Response.error() : answer
  }),
)

beforeAll(async () => {
  telegram.listen()
  world = await createTestWorld()
})
afterAll(async () => {
  telegram.close()
  await world.close()
})
beforeEach(async () => {
  faults.splice(0)
  // Each test has its own second, and an empty outbox.
  await world.db.delete(notifications)
  world.clock.advance(10)
})

async function reachable(options: { language?: Language; role?: 'customer' | 'owner' } = {}): Promise<Person> {
  const person = await world.person(options)
  bench.telegram.addPerson({ id: person.user.telegramId, first_name: 'Amina', started: true })
  return person
}
const heardBy = (person: Person) => bench.telegram.messagesOf(person.user.telegramId)
const textsOf = (person: Person) => heardBy(person).map((message) => message.text ?? '')
const rowsOf = (person: Person) =>
  world.db.select().from(notifications).where(eq(notifications.userId, person.user.id)).orderBy(notifications.createdAt, notifications.id)
const deliver = () => deliverNotifications(world.system)
async function deliverAll(ticks = 6): Promise<void> {
  for (let at = 0; at < ticks; at += 1) {
    await deliver()
    world.clock.advance(2)
  }
}
let told = 0
const tell = (person: Person, template: string, facts: Record<string, string | number> = {}) =>
  insertNotifications(
    world.db,
    [
      {
        id: newId(),
        userId: person.user.id,
        template,
        dedupeKey: `test:${(told += 1)}`,
        facts: { number: 'DK-TEST-0001', total: '2599', currency: 'USD', ...facts },
      },
    ],
    world.clock.now(),
  )

const order = (person: Person, change?: Parameters<typeof addOrder>[2]) => addOrder(world, person, change)

const tellOf = (...happened: Parameters<typeof tellOfOrders>[1]) => tellOfOrders(world.system, happened)
const moved = (orderId: string, to: OrderState) => orderMoved({ orderId, number: 'DK-1', from: 'pending_payment', to })
const refunded = (orderId: string, amount: string, refundId: string) =>
  orderRefunded({ orderId, number: 'DK-1', refundId, amount, currency: 'USD' })

describe('what an order tells', () => {
  it('its customer, in their language, with a button to it', async () => {
    for (const [language, words] of [
      ['en', 'Payment received'],
      ['sw', 'Malipo'],
      ['ar', 'استلمنا'],
    ] as const) {
      const person = await reachable({ language })
      const { id, number } = await order(person)
      await tellOf(moved(id, 'payment_confirmed'))
      await deliver()
      const [message] = heardBy(person)
      expect(message?.text).toContain(words)
      expect(message?.text).toContain(number)
      expect(JSON.stringify(message?.reply_markup)).toContain(`http://localhost:5173/?tgWebAppStartParam=o_${number}`)
    }
  })

  it('once, however often it is told', async () => {
    const person = await reachable()
    const { id } = await order(person)
    for (let at = 0; at < 3; at += 1) await tellOf(moved(id, 'processing'))
    await deliverAll()
    expect(textsOf(person)).toHaveLength(1)
    await tellOf(moved(id, 'processing'))
    await deliverAll()
    expect(textsOf(person)).toHaveLength(1)
  })

  it('step by step, in order, not faster than one a second', async () => {
    const person = await reachable()
    const { id } = await order(person, { carrier: 'G4S', trackingNumber: 'TR<1>', trackingUrl: 'https://track.example/?a=1&b="2"' })
    for (const to of ['payment_confirmed', 'processing', 'shipped', 'delivered'] as const) {
      await tellOf(moved(id, to))
      world.clock.advance(0.01)
    }
    await deliver()
    await deliver()
    expect(textsOf(person)).toHaveLength(1)
    await deliverAll()
    const texts = textsOf(person)
    expect(texts).toHaveLength(4)
    expect(texts.map((text) => /received|packing|way|delivered/.exec(text)?.[0])).toEqual(['received', 'packing', 'way', 'delivered'])
    expect(texts[2]).toContain('G4S')
    expect(texts[2]).toContain('TR<1>')
  })

  it('that money went back, by how much', async () => {
    const person = await reachable()
    const { id } = await order(person)
    await tellOf(refunded(id, '500', '500'))
    await tellOf(refunded(id, '500', '500'))
    await tellOf(refunded(id, '99', '599'))
    await deliverAll()
    const texts = textsOf(person)
    expect(texts).toHaveLength(2)
    expect(texts[0]).toContain('$5.00')
    expect(texts[1]).toContain('$0.99')
  })

  it('owners and managers, when there is something to pack or to accept', async () => {
    const [customer, owner] = [await reachable(), await reachable({ role: 'owner' })]
    const paid = await order(customer)
    await tellOf(orderPlaced({ orderId: paid.id }))
    expect(await rowsOf(owner)).toEqual([])
    await tellOf(moved(paid.id, 'payment_confirmed'))
    const onDelivery = await order(customer, { method: 'cash_on_delivery' })
    await tellOf(orderPlaced({ orderId: onDelivery.id }))
    await deliverAll()
    expect(textsOf(owner)).toEqual([expect.stringContaining('New paid order'), expect.stringContaining('New order to accept')])
    expect(JSON.stringify(heardBy(owner)[0]?.reply_markup)).toContain(`a_o_${paid.number}`)
    expect(textsOf(customer)).toEqual([expect.stringContaining('Payment received'), expect.stringContaining('You pay')])
  })
})

describe('delivery', () => {
  it('survives a product whose name looks like a tag', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid', { lines: JSON.stringify([{ name: 'A<B & "C" </b><a href="tg://user?id=1">', quantity: 2 }]), more: 3 })
    await deliver()
    expect(textsOf(person)[0]).toContain('• A<B & "C" </b><a href="tg://user?id=1"> × 2')
    expect(textsOf(person)[0]).toContain('and 3 more')
    expect(heardBy(person)[0]?.entities?.some((entity) => entity.type === 'text_link')).toBe(false)
  })

  it('cuts what is too long for Telegram', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid', {
      lines: JSON.stringify(Array.from({ length: 60 }, () => ({ name: 'x<'.repeat(60), quantity: 1 }))),
      more: 0,
    })
    await deliver()
    expect(await rowsOf(person)).toMatchObject([{ state: 'sent' }])
  })

  it('respects who wants no messages, who blocked the bot, and who is shut out', async () => {
    for (const change of [{ notifications: { orders: false } }, { writeAccess: 'blocked' as const }, { bannedAt: world.clock.now() }]) {
      const person = await reachable()
      await world.db.update(users).set(change).where(eq(users.id, person.user.id))
      await tell(person, 'orderPaid')
      await deliver()
      expect(await rowsOf(person)).toMatchObject([{ state: 'skipped', messageId: null }])
      expect(textsOf(person)).toEqual([])
    }
  })

  it('marks who blocked the bot as out of reach', async () => {
    const person = await reachable()
    bench.telegram.changePerson(person.user.telegramId, { blocked: true })
    await tell(person, 'orderPaid')
    await tell(person, 'orderShipped')
    await deliverAll()
    expect((await rowsOf(person)).map((row) => row.state)).toEqual(['skipped', 'skipped'])
    const [user] = await world.db.select().from(users).where(eq(users.id, person.user.id))
    expect(user?.writeAccess).toBe('blocked')
  })

  it('waits for everybody as long as Telegram says', async () => {
    const [amina, juma] = [await reachable(), await reachable()]
    await tell(amina, 'orderPaid')
    faults.push([429, 30])
    await deliver()
    await tell(juma, 'orderPaid')
    world.clock.advance(29)
    await deliver()
    expect([...textsOf(amina), ...textsOf(juma)]).toEqual([])
    world.clock.advance(2)
    await deliver()
    expect([textsOf(amina).length, textsOf(juma).length]).toEqual([1, 1])
    expect(await rowsOf(amina)).toMatchObject([{ state: 'sent', tries: 1 }])
  })

  it('gives up on what Telegram will never take, and goes on with the next', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid')
    await tell(person, 'ofAnotherVersion')
    await tell(person, 'orderShipped')
    faults.push([400])
    await deliverAll()
    expect((await rowsOf(person)).map((row) => row.state)).toEqual(['failed', 'failed', 'sent'])
  })

  it('gives up in the end on one that cannot be put into words, and goes on with the next', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid', { total: 'nonsense' })
    world.clock.advance(0.01)
    await tell(person, 'orderShipped')
    for (let at = 0; at < 14; at += 1) {
      await deliver()
      world.clock.advance(700)
    }
    expect(await rowsOf(person)).toMatchObject([{ state: 'failed', tries: 12 }, { state: 'sent' }])
    expect(textsOf(person)).toHaveLength(1)
  })

  it('is forgotten three months later, unless it still waits', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid')
    await deliver()
    await tell(person, 'orderShipped')
    world.clock.advance(89 * 86_400)
    await world.run('notifications.forget-old')
    expect((await rowsOf(person)).map((row) => row.state)).toEqual(['sent', 'waiting'])
    world.clock.advance(2 * 86_400)
    await world.run('notifications.forget-old')
    expect((await rowsOf(person)).map((row) => row.state)).toEqual(['waiting'])
  })

  it('tries again when no answer came, or a broken one, and the order of messages holds', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid')
    world.clock.advance(0.01)
    await tell(person, 'orderShipped')
    faults.push('away', [502])
    await deliver()
    expect(await rowsOf(person)).toMatchObject([
      { state: 'waiting', tries: 1 },
      { state: 'waiting', tries: 0 },
    ])
    world.clock.advance(3)
    await deliver()
    world.clock.advance(5)
    await deliverAll()
    expect(textsOf(person).map((text) => /received|way/.exec(text)?.[0])).toEqual(['received', 'way'])
  })

  it('tells rather twice than never when the answer was lost', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid')
    faults.push('lost')
    await deliverAll()
    expect(textsOf(person)).toHaveLength(2)
    expect(await rowsOf(person)).toMatchObject([{ state: 'sent', tries: 2 }])
  })

  it('finds again what a crashed worker had taken', async () => {
    const person = await reachable()
    await tell(person, 'orderPaid')
    await world.db.update(notifications).set({ nextTryAt: new Date(world.clock.now().getTime() + 60_000), tries: 1 })
    await deliver()
    expect(textsOf(person)).toEqual([])
    world.clock.advance(61)
    await deliver()
    expect(textsOf(person)).toHaveLength(1)
  })

  it('sends each message once from two workers', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => reachable()))
    for (const person of people) await tell(person, 'orderPaid')
    await Promise.all([deliver(), deliver(), deliver()])
    expect(people.map((person) => textsOf(person).length)).toEqual([1, 1, 1, 1, 1, 1])
  })
})
