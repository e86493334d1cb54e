import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rowsOf } from '../../platform/db.ts'
import type { Person } from '../../testing/world.ts'
import { resolveCase } from '../payments/cases.ts'
import { refreshPayment } from '../payments/index.ts'
import { openOrderShop, type OrderShop } from './testing/order-shop.ts'

const minute = 60
const day = 86_400

describe('an order past its time, of which nobody knows whether it was paid', () => {
  let shop: OrderShop
  let manager: Person
  beforeAll(async () => {
    shop = await openOrderShop()
    manager = await shop.person({ role: 'manager' })
  })
  afterAll(() => shop.close())

  const casesOf = (paymentId: string) =>
    rowsOf<{ id: string; outcome: string | null; open: boolean }>(
      shop.db,
      sql`select id, outcome, resolved_at is null as open from payment_cases where payment_id = ${paymentId} order by created_at`,
    )
  /** Both jobs, as often as they run. */
  const tick = async (seconds: number, every = 30) => {
    for (let passed = 0; passed < seconds; passed += every) {
      shop.clock.advance(every)
      await shop.run('orders.expire-unpaid')
      await shop.run('payments.sweep')
    }
  }

  it('is asked about by its schedule and no oftener, lies before a person after four days, and ends by their word', async () => {
    const { order, payment } = await shop.place(await shop.person())
    const asked = [vi.spyOn(shop.card.gateway, 'cancel'), vi.spyOn(shop.card.gateway, 'retrieve')]
    const times = () => asked.reduce((sum, spy) => sum + spy.mock.calls.length, 0)
    shop.card.doubt(payment.id)
    await refreshPayment(shop.system, payment.id)
    await tick(90 * minute)
    await tick(4 * day - 120 * minute, 10 * minute)
    expect(await casesOf(payment.id)).toEqual([])
    // At its end, and then 1 min, 5 min, 1 h, 6 h, and daily, by either of the two.
    expect(times()).toBeLessThan(25)
    await tick(day + 60 * minute, 30 * minute)
    const [found] = await casesOf(payment.id)
    expect(found).toMatchObject({ open: true })
    expect((await shop.orderOf(order.id)).state).toBe('pending_payment')

    const decision = { outcome: 'not_paid', reason: 'Not in their books' }
    expect((await manager.request('POST', `/admin/cases/${found?.id}/decide`, decision)).status).toBe(200)
    await tick(minute)
    expect((await shop.orderOf(order.id)).state).toBe('cancelled')
  })

  it('is a question no more once it is known, whatever came between, and one anew when it is not known again', async () => {
    const { payment } = await shop.place(await shop.person())
    shop.card.doubt(payment.id)
    await tick(5 * day, 6 * 60 * minute)
    expect(await casesOf(payment.id)).toMatchObject([{ open: true }])
    shop.card.process(payment.id)
    await tick(day, 6 * 60 * minute)
    expect(await casesOf(payment.id)).toMatchObject([{ open: false, outcome: 'gateway_answered' }])

    shop.card.doubt(payment.id)
    await tick(6 * day, 6 * 60 * minute)
    const [, again] = await casesOf(payment.id)
    const put = () => resolveCase(manager.ctx, { caseId: again?.id ?? '', resolution: 'They called' })
    await expect(put()).rejects.toMatchObject({ code: 'payments/case-undecided' })
    await shop.pay(payment)
    expect(await casesOf(payment.id)).toMatchObject([{ open: false }, { open: false, outcome: 'gateway_answered' }])
  })
})
