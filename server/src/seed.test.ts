import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProductInput, type AdminProduct, type Home, type Product, type ProductPage } from 'shared/catalog.schema'
import { languages } from 'shared/locale'
import type { z } from 'zod'
import { productFaults } from './modules/catalog/product-faults.ts'
import { stockLevels, variants } from './modules/catalog/tables.ts'
import { orders } from './modules/orders/tables.ts'
import { seedShop } from './seed.ts'
import { beans } from './seed/beans.ts'
import { gear } from './seed/gear.ts'
import { gifts } from './seed/gifts.ts'
import { people } from './seed/people.ts'
import { asProductInput } from './testing/products.ts'
import { createTestWorld, type TestWorld } from './testing/world.ts'

describe('the demo shop', () => {
  let world: TestWorld
  beforeAll(async () => {
    world = await createTestWorld()
    await seedShop(world.system)
  }, 120_000)
  afterAll(() => world.close())

  const get = async <Body>(path: string) => (await (await world.request('GET', path)).json()) as Body

  it('is filled once', async () => {
    expect(await seedShop(world.system)).toBe(false)
    expect((await get<z.infer<typeof ProductPage>>('/catalog/products?limit=50')).total).toBe(beans.length + gear.length + gifts.length - 1)
  })

  it('is never filled where the sandbox is off', async () => {
    const { config } = world.system
    await expect(seedShop({ ...world.system, config: { ...config, production: true } })).rejects.toThrow('sandbox only')
    await expect(seedShop({ ...world.system, config: { ...config, sandbox: undefined } })).rejects.toThrow('sandbox only')
  })

  it('speaks all three languages everywhere', () => {
    for (const product of [...beans, ...gear, ...gifts]) {
      const texts = [
        product.name,
        product.subtitle,
        product.description,
        ...(product.facts ?? []).flatMap(({ label, value }) => [label, value]),
      ]
      const missing = texts.flatMap((text) => languages.filter((language) => !text[language]).map((language) => `${text.en}: ${language}`))
      expect(missing).toEqual([])
    }
  })

  it('holds goods as staff could have entered them', async () => {
    const owner = await world.person({ role: 'owner' })
    const list = (await (await owner.request('GET', '/admin/products?limit=50')).json()) as { items: { id: string }[] }
    for (const { id } of list.items) {
      const product = (await (await owner.request('GET', `/admin/products/${id}`)).json()) as AdminProduct
      const input = ProductInput.parse(asProductInput(product))
      expect(productFaults(input)).toEqual([])
      expect(product.pictures.length).toBeGreaterThan(0)
    }
  })

  it('fronts with three banners, six categories and the goods people know', async () => {
    const home = await get<Home>('/catalog/home?lang=sw')
    expect(home.banners.map((banner) => banner.productSlug)).toEqual(['nyeri-aa', 'kilimanjaro-peaberry', 'kochere'])
    expect(home.categories.map((category) => category.name)).toEqual(['Kahawa', 'Vifaa', 'Vikombe', 'Maboksi', 'Mavazi', 'Dijitali'])
    expect((await get<Product>('/catalog/products/gooseneck-kettle')).available).toBe(2)
    expect((await get<Product>('/catalog/products/french-press')).available).toBe(0)
    const mug = await get<Product>('/catalog/products/speckled-mug')
    expect(mug).toMatchObject({ price: { amount: '1600' }, compareAt: { amount: '2000' } })
    expect(new Set(mug.variants.map((variant) => variant.picture?.id)).size).toBe(2)
  })

  it('shows every picture in every width', async () => {
    const { items } = await get<z.infer<typeof ProductPage>>('/catalog/products?limit=50')
    for (const { picture } of items) {
      expect(picture?.sizes.map((size) => size.width)).toEqual([160, 480, 960])
      for (const { url } of picture?.sizes ?? []) {
        const response = await world.request('GET', url.replace('/api/v1', ''))
        expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
        expect((await response.arrayBuffer()).byteLength).toBeLessThan(60_000)
      }
    }
  })

  it('knows its people by the ids the sandbox signs in with, with their doors sealed', async () => {
    const { personas } = await import('./sandbox/personas.ts')
    expect(
      people.map(({ telegramId, firstName, role, language, phone }) => ({ id: telegramId, firstName, role, language, phone })),
    ).toEqual(personas.map(({ id, firstName, role, language, phone }) => ({ id, firstName, role, language, phone })))
  })

  it('has orders in every state a demo needs, with stock and money that add up', async () => {
    const rows = await world.db.select().from(orders)
    expect(rows.map((order) => order.state).toSorted()).toEqual([
      'cancelled',
      'delivered',
      'delivered',
      'pending_payment',
      'processing',
      'shipped',
    ])
    for (const order of rows) expect(order.captured).toBe(order.state === 'delivered' ? order.total : 0n)
    const levels = await world.db
      .select({ sku: variants.sku, onHand: stockLevels.onHand, reserved: stockLevels.reserved })
      .from(stockLevels)
      .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    const level = (sku: string) => levels.find((each) => each.sku === sku)
    expect(level('MU-EMBER')).toMatchObject({ onHand: 28, reserved: 0 })
    expect(level('TEE-M')).toMatchObject({ onHand: 12, reserved: 0 })
    expect(level('TO-01')).toMatchObject({ onHand: 45, reserved: 2 })
    // Nothing is waiting to tell anybody of what is long past.
    expect(world.queue).toEqual([])
  })
})
