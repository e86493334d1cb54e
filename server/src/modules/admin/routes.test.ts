import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEntry, Today } from 'shared/admin.schema'
import { money } from 'shared/money'
import { asCursor } from '../../platform/cursor.ts'
import { auditEntries } from '../../platform/tables.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person } from '../../testing/world.ts'
import { products, stockLevels } from '../catalog/tables.ts'
import { openOrderShop, type OrderShop } from '../orders/testing/order-shop.ts'
import { newId } from '../../platform/ids.ts'
import { paymentCases } from '../payments/tables.ts'
import { seedShipping } from '../shipping/index.ts'
import { users } from '../users/tables.ts'

const json = async <Body>(response: Response | Promise<Response>): Promise<Body> => (await (await response).json()) as Body

describe('the shop’s day', () => {
  let shop: OrderShop
  let owner: Person
  beforeAll(async () => {
    // In Nairobi it is 23:30 on the 20th: an hour later the shop's next day has begun, although in London it has not.
    shop = await openOrderShop({ now: new Date('2026-11-20T20:30:00Z') })
    owner = await shop.person({ role: 'owner' })
  })
  afterAll(() => shop.close())

  const today = () => json<Today>(owner.request('GET', '/admin/today'))

  it('begins empty', async () => {
    expect(await today()).toEqual({
      day: '2026-11-20',
      revenue: { amount: '0', currency: 'USD' },
      revenueBefore: { amount: '0', currency: 'USD' },
      besides: [],
      orders: 0,
      ordersBefore: 0,
      average: { amount: '0', currency: 'USD' },
      hours: Array.from({ length: 24 }, () => '0'),
      needsYou: [],
      methods: [],
    })
  })

  it('counts money and orders by the shop’s clock, against the same time yesterday', async () => {
    const amina = await shop.person()
    // Yesterday at 23:30, after the hour we look at today: not part of the comparison.
    await shop.paid(amina)
    shop.clock.advance(3600)
    await shop.paid(amina, { quantity: 1 })
    // The next day at 00:30, then one day on to 01:30.
    shop.clock.advance(24 * 3600)
    await shop.paid(amina, { quantity: 3 })
    shop.clock.advance(3600)
    await shop.paid(amina, { quantity: 1 })
    // Paid in shillings: worth what the order is.
    await shop.paid(amina, { quantity: 1, paid: money(234_000n, 'KES') })
    await shop.paid(amina, { method: 'stars', quantity: 1 })
    const unpaid = await shop.place(amina)
    const day = await today()
    expect(day).toMatchObject({
      day: '2026-11-22',
      revenue: { amount: '9000', currency: 'USD' },
      revenueBefore: { amount: '1800', currency: 'USD' },
      besides: [{ amount: '250', currency: 'XTR' }],
      orders: 4,
      ordersBefore: 1,
      average: { amount: '3000', currency: 'USD' },
      hours: ['5400', '3600'],
    })
    expect(day.methods).toEqual([
      { method: 'card', started: 4, succeeded: 3 },
      { method: 'stars', started: 1, succeeded: 1 },
    ])
    await amina.request('POST', `/orders/${unpaid.order.number}/cancel`)
  })

  it('names what needs somebody, with the order that waits longest', async () => {
    const layla = await shop.person()
    const before = await today()
    const toSendBefore = before.needsYou.find((need) => need.kind === 'to_send')
    const cash = await shop.place(layla, { method: 'cash_on_delivery' })
    const { variantId } = await shop.paid(layla)
    await shop.db.update(stockLevels).set({ onHand: 2 }).where(eq(stockLevels.variantId, variantId))
    await shop.db.update(users).set({ writeAccess: 'blocked' }).where(eq(users.id, layla.user.id))
    await shop.db
      .insert(paymentCases)
      .values({ id: newId(), kind: 'orphan', dedupeKey: 'one', orderId: cash.order.id, detail: 'x', createdAt: shop.clock.now() })
    const { needsYou } = await today()
    expect(needsYou).toEqual([
      { kind: 'payment_case', count: 1, orderNumber: cash.order.number },
      { kind: 'to_accept', count: 1, orderNumber: cash.order.number },
      { kind: 'to_send', count: (toSendBefore?.count ?? 0) + 1, orderNumber: toSendBefore?.orderNumber ?? null },
      { kind: 'low_stock', count: 1, orderNumber: null },
      { kind: 'unreachable', count: 1, orderNumber: cash.order.number },
    ])
  })

  it('asks who may to say where a new shop delivers, until it is said', async () => {
    const fresh = await createTestWorld()
    const asked = async (role: 'owner' | 'support') =>
      (await json<Today>((await fresh.person({ role })).request('GET', '/admin/today'))).needsYou
    expect(await asked('owner')).toEqual([{ kind: 'no_delivery', count: 1, orderNumber: null }])
    expect(await asked('support')).toEqual([])
    const { productId } = await addGoods(fresh.db)
    await fresh.db.update(products).set({ kind: 'digital' }).where(eq(products.id, productId))
    expect((await asked('owner')).map((need) => need.kind)).not.toContain('no_delivery')
    await fresh.db.update(products).set({ kind: 'physical' }).where(eq(products.id, productId))
    expect((await asked('owner')).map((need) => need.kind)).toContain('no_delivery')
    await seedShipping(fresh.system)
    expect((await asked('owner')).map((need) => need.kind)).not.toContain('no_delivery')
    await fresh.close()
  })

  it('is for staff alone', async () => {
    expect((await shop.request('GET', '/admin/today')).status).toBe(401)
    expect((await (await shop.person()).request('GET', '/admin/today')).status).toBe(403)
  })
})

describe('the audit list', () => {
  let shop: OrderShop
  beforeAll(async () => {
    shop = await openOrderShop()
  })
  afterAll(() => shop.close())

  it('tells who changed what, newest first, page by page', async () => {
    const manager = await shop.person({ role: 'manager', firstName: 'Brian' })
    const numbers: string[] = []
    for (let index = 0; index < 3; index += 1) {
      const { order } = await shop.paid(await shop.person())
      numbers.unshift(order.number)
      await manager.request('POST', `/admin/orders/${order.number}/process`, { version: order.version })
    }
    const seen: AuditEntry[] = []
    let next: string | undefined
    do {
      const page = await json<{ items: AuditEntry[]; nextCursor?: string }>(
        manager.request('GET', `/admin/audit?limit=2${next ? `&cursor=${next}` : ''}`),
      )
      seen.push(...page.items)
      next = page.nextCursor
    } while (next)
    expect(seen.map((entry) => entry.subject)).toEqual(numbers.map((number) => `order:${number}`))
    expect(seen[0]).toMatchObject({
      actor: 'Brian',
      action: 'orders.processing',
      facts: { before: 'payment_confirmed', after: 'processing' },
    })
  })

  const refused = { cause: expect.objectContaining({ message: expect.stringContaining('append-only') as string }) as object }

  it('cannot be changed, not even in the database', async () => {
    await expect(shop.db.update(auditEntries).set({ actor: 'nobody' })).rejects.toMatchObject(refused)
    await expect(shop.db.delete(auditEntries)).rejects.toMatchObject(refused)
  })

  it('is for those who may read it, and takes only its own cursors', async () => {
    const owner = await shop.person({ role: 'owner' })
    expect((await shop.request('GET', '/admin/audit')).status).toBe(401)
    expect((await (await shop.person({ role: 'support' })).request('GET', '/admin/audit')).status).toBe(403)
    for (const query of ['limit=0', 'cursor=x', `cursor=${asCursor(['a'])}`, `cursor=${asCursor([1, 2])}`, `cursor=${asCursor([1.5])}`]) {
      expect([query, (await owner.request('GET', `/admin/audit?${query}`)).status]).toEqual([query, 422])
    }
  })
})
