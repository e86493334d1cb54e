import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OrderState } from 'shared/orders'
import { newId } from '../../platform/ids.ts'
import { addOrder } from '../../testing/orders.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { orderMoved, orderPlaced, orderRefunded } from '../orders/events.ts'
import { users } from '../users/tables.ts'
import { notifications } from './tables.ts'
import { tellOfOrders } from './tell.ts'

type Happened = Parameters<typeof tellOfOrders>[1]

describe('what several orders tell at once', () => {
  let world: TestWorld
  let owner: Person
  beforeAll(async () => {
    world = await createTestWorld()
    owner = await world.person({ role: 'owner' })
  })
  afterAll(() => world.close())
  beforeEach(() => world.db.delete(notifications))

  const tellOf = (...happened: Happened) => tellOfOrders(world.system, happened)
  const moved = (orderId: string, to: OrderState) => orderMoved({ orderId, number: 'DK-1', from: 'pending_payment', to })
  const rowsOf = (person: Person) =>
    world.db.select().from(notifications).where(eq(notifications.userId, person.user.id)).orderBy(notifications.createdAt, notifications.id)
  const templatesOf = async (person: Person) => (await rowsOf(person)).map((row) => row.template)

  /** Much that happened to three orders of two customers, in the order it happened. */
  async function muchHappened() {
    const [amina, juma] = [await world.person(), await world.person({ language: 'sw' })]
    const paid = await addOrder(world, amina, { captured: 2599n, refunded: 2599n })
    const onDelivery = await addOrder(world, juma, { method: 'cash_on_delivery', carrier: 'G4S', trackingNumber: 'TR1' })
    const digital = await addOrder(world, amina, { goods: 'digital', method: 'stars', total: 500n, subtotal: 500n, currency: 'XTR' })
    const happened: Happened = [
      orderPlaced({ orderId: paid.id }),
      orderPlaced({ orderId: onDelivery.id }),
      moved(paid.id, 'payment_confirmed'),
      moved(onDelivery.id, 'processing'),
      orderPlaced({ orderId: newId() }),
      moved(digital.id, 'payment_confirmed'),
      moved(digital.id, 'delivered'),
      moved(paid.id, 'processing'),
      moved(onDelivery.id, 'shipped'),
      moved(paid.id, 'refunded'),
      orderRefunded({ orderId: paid.id, number: paid.number, refundId: newId(), amount: '2599', currency: 'USD' }),
      moved(onDelivery.id, 'delivered'),
    ]
    return { happened, amina, juma, people: [amina, juma, owner], orders: [paid, onDelivery, digital] }
  }

  it('is what they tell one after the other, to the same customers and staff in the same order', async () => {
    const { happened, amina, juma, people, orders } = await muchHappened()
    await tellOf(...happened)
    expect(await Promise.all([amina, juma, owner].map(templatesOf))).toEqual([
      ['orderPaid', 'orderReady', 'orderProcessing', 'orderRefunded'],
      ['orderPlaced', 'orderProcessing', 'orderShipped', 'orderDelivered'],
      ['staffToAccept', 'staffPaid'],
    ])

    const told = async () => (await Promise.all(people.map(rowsOf))).map((rows) => rows.map((row) => ({ ...row, id: undefined })))
    const together = await told()
    expect(together[1]?.[2]?.facts).toEqual({
      number: orders[1]?.number,
      total: '2599',
      currency: 'USD',
      lines: '[]',
      more: 0,
      carrier: 'G4S',
      trackingNumber: 'TR1',
    })
    await world.db.delete(notifications)
    for (const event of happened) await tellOf(event)
    expect(together).toEqual(await told())
  })

  it('is of collecting where nobody brings it', async () => {
    const amina = await world.person()
    const { id: orderId } = await addOrder(world, amina, { method: 'cash_on_delivery', deliveryKind: 'pickup' })
    await tellOf(orderPlaced({ orderId }), moved(orderId, 'processing'), moved(orderId, 'shipped'), moved(orderId, 'delivered'))
    expect(await templatesOf(amina)).toEqual(['orderPlacedToCollect', 'orderPackingToCollect', 'orderToCollect', 'orderCollected'])
  })

  it('is told once, though events come again and in other company', async () => {
    const { happened, people } = await muchHappened()
    await tellOf(...happened)
    const before = await Promise.all(people.map(rowsOf))
    expect(before.map((rows) => rows.length)).toEqual([4, 4, 2])
    await tellOf(...happened)
    await tellOf(...happened.slice(3, 7))
    await tellOf(...happened.slice(-2), ...happened.slice(-2))
    expect(await Promise.all(people.map(rowsOf))).toEqual(before)
    // What comes twice in one batch, too.
    await world.db.delete(notifications)
    await tellOf(...happened, ...happened)
    expect((await Promise.all(people.map(rowsOf))).map((rows) => rows.length)).toEqual([4, 4, 2])
  })

  it('goes to owners and managers who may be written to, and to no other staff', async () => {
    const [manager, support, banned, blocked] = await Promise.all(
      (['manager', 'support', 'manager', 'manager'] as const).map((role) => world.person({ role })),
    )
    if (!manager || !support || !banned || !blocked) throw new Error('Nobody was made')
    await world.db.update(users).set({ bannedAt: world.clock.now() }).where(eq(users.id, banned.user.id))
    await world.db.update(users).set({ writeAccess: 'blocked' }).where(eq(users.id, blocked.user.id))
    await tellOf(...(await muchHappened()).happened)
    const told = await Promise.all([owner, manager, support, banned, blocked].map(templatesOf))
    expect(told).toEqual([['staffToAccept', 'staffPaid'], ['staffToAccept', 'staffPaid'], [], [], []])
  })
})
