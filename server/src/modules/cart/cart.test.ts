import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import type { Cart } from 'shared/cart.schema'
import { newId } from '../../platform/ids.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { products, stockLevels, variants } from '../catalog/tables.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world.close())

const put = async (person: Person, variantId: string, quantity: number) =>
  (await (await person.request('PUT', `/cart/lines/${variantId}`, { quantity })).json()) as Cart
const read = async (person: Person) => (await (await person.request('GET', '/cart')).json()) as Cart
const summary = (cart: Cart) => cart.lines.map((line) => [line.variantId, line.quantity])

describe('a cart', () => {
  it('is empty at first', async () => {
    const amina = await world.person()
    expect(await read(amina)).toEqual({ lines: [], count: 0, subtotal: { amount: '0', currency: 'USD' }, goods: 'none', version: 0 })
  })

  it('takes lines, changes them, lets them go, and tells the whole each time', async () => {
    const amina = await world.person()
    const [beans, mug] = [await addGoods(world.db, { price: 1800n }), await addGoods(world.db, { price: 1250n, name: 'Mug' })]
    await put(amina, beans.variantId, 1)
    world.clock.advance(1)
    const both = await put(amina, mug.variantId, 2)
    expect(summary(both)).toEqual([
      [beans.variantId, 1],
      [mug.variantId, 2],
    ])
    expect(both).toMatchObject({ count: 3, subtotal: { amount: '4300', currency: 'USD' }, goods: 'physical', version: 2 })
    expect(both.lines[1]).toMatchObject({
      name: 'Mug',
      unitPrice: { amount: '1250' },
      total: { amount: '2500' },
      available: 100,
      trouble: null,
      priceBefore: null,
    })
    expect(summary(await put(amina, beans.variantId, 5))).toEqual([
      [beans.variantId, 5],
      [mug.variantId, 2],
    ])
    expect(summary(await put(amina, beans.variantId, 0))).toEqual([[mug.variantId, 2]])
    expect(summary(await read(amina))).toEqual([[mug.variantId, 2]])
  })

  it('holds no more than it has room for, however many changes come at once', async () => {
    const amina = await world.person()
    const goods = await Promise.all(Array.from({ length: 60 }, () => addGoods(world.db)))
    const ids = goods.map((each) => each.variantId)
    const lines = (some: string[]) => ({ lines: some.map((variantId) => ({ variantId, quantity: 1 })) })
    await amina.request('PUT', '/cart', lines(ids.slice(0, 45)))
    const answers = await Promise.all(ids.slice(45).map((id) => amina.request('PUT', `/cart/lines/${id}`, { quantity: 1 })))
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([
      ...Array.from({ length: 5 }, () => 200),
      ...Array.from({ length: 10 }, () => 409),
    ])
    expect((await read(amina)).lines).toHaveLength(50)

    await Promise.all([
      amina.request('PUT', '/cart', lines(ids.slice(0, 50))),
      amina.request('PUT', '/cart', lines(ids.slice(10))),
      ...ids.slice(50).map((id) => amina.request('PUT', `/cart/lines/${id}`, { quantity: 2 })),
    ])
    expect((await read(amina)).lines.length).toBeLessThanOrEqual(50)
  })

  it('is replaced as a whole, in the order given', async () => {
    const amina = await world.person()
    const [a, b, c] = [await addGoods(world.db), await addGoods(world.db), await addGoods(world.db)]
    await put(amina, a.variantId, 1)
    const lines = [
      { variantId: c.variantId, quantity: 3 },
      { variantId: b.variantId, quantity: 2 },
    ]
    const response = await amina.request('PUT', '/cart', { lines })
    expect(response.status).toBe(200)
    const expected = [
      [c.variantId, 3],
      [b.variantId, 2],
    ]
    expect(summary((await response.json()) as Cart)).toEqual(expected)
    expect(summary(await read(amina))).toEqual(expected)
    expect(summary((await (await amina.request('PUT', '/cart', { lines: [] })).json()) as Cart)).toEqual([])
  })

  it("is nobody else's", async () => {
    const [amina, juma] = [await world.person(), await world.person()]
    await put(amina, (await addGoods(world.db)).variantId, 1)
    expect((await read(juma)).lines).toEqual([])
  })

  it('says which kinds of goods it mixes', async () => {
    const amina = await world.person()
    const [beans, recipe] = [await addGoods(world.db), await addGoods(world.db, { kind: 'digital' })]
    expect((await put(amina, recipe.variantId, 1)).goods).toBe('digital')
    expect((await put(amina, beans.variantId, 1)).goods).toBe('mixed')
  })

  it('tells of a changed price until the line is changed', async () => {
    const amina = await world.person()
    const beans = await addGoods(world.db, { price: 1800n })
    await put(amina, beans.variantId, 1)
    await world.db.update(variants).set({ price: 2000n }).where(eq(variants.id, beans.variantId))
    const changed = await read(amina)
    expect(changed.lines[0]).toMatchObject({ unitPrice: { amount: '2000' }, priceBefore: { amount: '1800' } })
    expect(changed.subtotal.amount).toBe('2000')
    expect((await put(amina, beans.variantId, 1)).lines[0]?.priceBefore).toMatchObject({ amount: '1800' })
    expect((await put(amina, beans.variantId, 2)).lines[0]?.priceBefore).toBeNull()
  })

  it('keeps what cannot be bought, and says why', async () => {
    const amina = await world.person()
    const [gone, out, few] = [await addGoods(world.db), await addGoods(world.db), await addGoods(world.db)]
    for (const { variantId } of [gone, out, few]) {
      await put(amina, variantId, 4)
      world.clock.advance(1)
    }
    await world.db.update(products).set({ status: 'archived' }).where(eq(products.id, gone.productId))
    await world.db.update(stockLevels).set({ onHand: 0 }).where(eq(stockLevels.variantId, out.variantId))
    await world.db.update(stockLevels).set({ onHand: 3 }).where(eq(stockLevels.variantId, few.variantId))
    const cart = await read(amina)
    expect(cart.lines.map((line) => [line.trouble, line.available])).toEqual([
      ['gone', 100],
      ['sold_out', 0],
      ['too_many', 3],
    ])
    expect(cart.subtotal.amount).toBe(String(1800 * 4))
    const kept = cart.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
    expect((await amina.request('PUT', '/cart', { lines: kept })).status).toBe(200)
  })

  it('refuses what is not for sale', async () => {
    const amina = await world.person()
    const [beans, draft] = [await addGoods(world.db), await addGoods(world.db)]
    await put(amina, beans.variantId, 1)
    await world.db.update(products).set({ status: 'draft' }).where(eq(products.id, draft.productId))
    for (const variantId of [draft.variantId, newId()]) {
      const one = await amina.request('PUT', `/cart/lines/${variantId}`, { quantity: 1 })
      expect([one.status, await one.json()]).toMatchObject([404, { code: 'cart/not-for-sale', facts: { variantId } }])
      const all = await amina.request('PUT', '/cart', { lines: [{ variantId, quantity: 1 }] })
      expect([all.status, await all.json()]).toMatchObject([404, { code: 'cart/not-for-sale', facts: { variantId } }])
      expect((await amina.request('PUT', `/cart/lines/${variantId}`, { quantity: 0 })).status).toBe(200)
    }
    expect(summary(await read(amina))).toEqual([[beans.variantId, 1]])
  })

  it('has room for fifty lines', async () => {
    const amina = await world.person()
    const lines: { variantId: string; quantity: number }[] = []
    for (let i = 0; i < 50; i += 1) lines.push({ variantId: (await addGoods(world.db)).variantId, quantity: 99 })
    const full = (await (await amina.request('PUT', '/cart', { lines })).json()) as Cart
    expect(full.lines).toHaveLength(50)
    const more = await amina.request('PUT', `/cart/lines/${(await addGoods(world.db)).variantId}`, { quantity: 1 })
    expect([more.status, await more.json()]).toMatchObject([409, { code: 'cart/full', facts: { most: 50 } }])
    expect((await put(amina, lines[0]?.variantId ?? '', 1)).lines).toHaveLength(50)
  })

  it('survives twenty taps at once', async () => {
    const amina = await world.person()
    const goods = await Promise.all([1, 2, 3, 4].map(() => addGoods(world.db)))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => amina.request('PUT', `/cart/lines/${goods[i % 4]?.variantId}`, { quantity: 1 + (i % 3) })),
    )
    expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 20 }, () => 200))
    const cart = await read(amina)
    expect(cart.lines).toHaveLength(4)
    expect(cart.version).toBe(20)
  })

  it('wants to know whose it is', async () => {
    for (const [method, path, body] of [
      ['GET', '/cart', undefined],
      ['PUT', '/cart', { lines: [] }],
      ['PUT', `/cart/lines/${newId()}`, { quantity: 1 }],
    ] as const) {
      expect((await world.request(method, path, body)).status).toBe(401)
    }
  })

  it.each([
    ...[-1, 0.5, 100, 1e9, 2 ** 31, '1', '1 OR 1=1', true, null, [], {}, '9'.repeat(400)].map((quantity) => ({ quantity })),
    {},
    [],
    null,
    '"text"',
    { quantity: 1, price: '1' },
  ])('refuses to take %j as a quantity', async (body) => {
    const amina = await world.person()
    const { variantId } = await addGoods(world.db)
    const response = await amina.request('PUT', `/cart/lines/${variantId}`, body)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(response.status).toBeLessThan(500)
    expect((await response.json()) as object).toHaveProperty('code')
    expect((await read(amina)).lines).toEqual([])
  })

  it('refuses malformed ids and lists', async () => {
    const amina = await world.person()
    const { variantId } = await addGoods(world.db)
    for (const id of ['x', "' or 1=1 --", '<script>', `${variantId}\0`, 'a'.repeat(5000)]) {
      expect((await amina.request('PUT', `/cart/lines/${encodeURIComponent(id)}`, { quantity: 1 })).status).toBe(422)
      expect((await amina.request('PUT', '/cart', { lines: [{ variantId: id, quantity: 1 }] })).status).toBe(422)
    }
    const twice = [variantId, variantId.toUpperCase()].map((variantId) => ({ variantId, quantity: 1 }))
    const many = Array.from({ length: 51 }, () => ({ variantId: newId(), quantity: 1 }))
    for (const body of [{ lines: twice }, { lines: many }, { lines: null }, { lines: [null] }, [], null, { lines: [], total: 1 }]) {
      expect((await amina.request('PUT', '/cart', body)).status).toBe(422)
    }
    expect((await amina.request('PUT', '/cart', '{"lines":', { 'content-type': 'application/json' })).status).toBe(400)
    expect((await read(amina)).lines).toEqual([])
  })
})
