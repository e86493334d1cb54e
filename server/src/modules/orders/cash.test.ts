import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminOrder } from 'shared/orders.schema'
import type { Person } from '../../testing/world.ts'
import { cancelOpenPayments } from '../payments/index.ts'
import { payments } from '../payments/tables.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

describe('an order paid at the door', () => {
  let shop: OrderShop
  let owner: Person
  let amina: Person
  beforeAll(async () => {
    shop = await openOrderShop()
    owner = await shop.person({ role: 'owner' })
    amina = await shop.person()
  })
  afterAll(() => shop.close())

  const place = () => shop.place(amina, { method: 'cash_on_delivery', quantity: 1 })
  const move = (number: string, action: string, version: number) => owner.request('POST', `/admin/orders/${number}/${action}`, { version })
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code?: string }).code]
  const standing = async (orderId: string) => [(await shop.orderOf(orderId)).state, (await shop.paymentsOf(orderId)).at(-1)?.state]

  it('is accepted with its promise or called off with it, never half of each', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { order } = await place()
      await Promise.all([amina.request('POST', `/orders/${order.number}/cancel`), move(order.number, 'accept', order.version)])
      expect([
        ['cancelled', 'cancelled'],
        ['processing', 'authorized'],
      ]).toContainEqual(await standing(order.id))
    }
  })

  it('is sent with its promise or called off by staff with it, never half of each', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { order } = await place()
      await move(order.number, 'accept', order.version)
      const { version } = await shop.orderOf(order.id)
      await Promise.all([move(order.number, 'cancel', version), move(order.number, 'ship', version)])
      expect([
        ['cancelled', 'cancelled'],
        ['shipped', 'authorized'],
      ]).toContainEqual(await standing(order.id))
    }
  })

  it('keeps its promise when whoever called it off got no further than the gateways', async () => {
    const { order } = await place()
    expect(await cancelOpenPayments(shop.system, order.id)).toBe('clear')
    expect(await standing(order.id)).toEqual(['pending_payment', 'authorized'])
  })

  it('goes nowhere without a promise, and staff are not offered it', async () => {
    const { order, payment } = await place()
    const lose = () => shop.db.update(payments).set({ state: 'cancelled' }).where(eq(payments.id, payment.id))
    const keep = () => shop.db.update(payments).set({ state: 'authorized' }).where(eq(payments.id, payment.id))
    for (const action of ['accept', 'ship', 'deliver']) {
      await lose()
      const before = await shop.orderOf(order.id)
      expect([action, ...(await codeOf(await move(order.number, action, before.version)))]).toEqual([action, 409, 'orders/payment-missing'])
      expect(await shop.orderOf(order.id)).toEqual(before)
      const shown = (await (await owner.request('GET', `/admin/orders/${order.number}`)).json()) as AdminOrder
      expect(shown.moves).toEqual(['cancel'])
      await keep()
      expect((await move(order.number, action, before.version)).status).toBe(200)
    }
    expect(await shop.orderOf(order.id)).toMatchObject({ state: 'delivered', captured: order.total })
  })
})
