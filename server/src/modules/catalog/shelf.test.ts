import { gunzipSync } from 'node:zlib'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Home, Product, ProductPage } from 'shared/catalog.schema'
import type { z } from 'zod'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { newId } from '../../platform/ids.ts'
import { createCatalogue } from './catalogue.ts'
import { categories, products, stockLevels, variants } from './tables.ts'

type Page = z.infer<typeof ProductPage>

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world.close())

async function get<Body>(path: string, headers: Record<string, string> = {}): Promise<Body> {
  const response = await world.request('GET', path, undefined, headers)
  expect(response.status).toBe(200)
  return (await response.json()) as Body
}

/** A category of a test's own, so that lists hold what the test put there. */
async function addCategory(): Promise<{ id: string; slug: string }> {
  const id = newId()
  const slug = `c-${id}`
  await world.db.insert(categories).values({ id, slug, name: { en: 'Mugs', sw: 'Vikombe', ar: 'أكواب' }, hue: 190 })
  return { id, slug }
}

async function addTo(category: { id: string }, goods: Parameters<typeof addGoods>[1] = {}) {
  const added = await addGoods(world.db, goods)
  await world.db.update(products).set({ categoryId: category.id }).where(eq(products.id, added.productId))
  return added
}

describe('the public shelf', () => {
  it('shows a product by its address and by its id, in the language asked for', async () => {
    const { productId } = await addGoods(world.db)
    await world.db
      .update(products)
      .set({ name: { en: 'Speckled mug', sw: 'Kikombe cha madoa', ar: 'كوب منقّط' } })
      .where(eq(products.id, productId))
    const bySlug = await get<Product>(`/catalog/products/goods-${productId}?lang=sw`)
    expect(bySlug).toMatchObject({ id: productId, name: 'Kikombe cha madoa', price: { amount: '1800', currency: 'USD' }, available: 100 })
    expect((await get<Product>(`/catalog/products/${productId}`, { 'accept-language': 'fr, ar-AE;q=0.8, en;q=0.5' })).name).toBe('كوب منقّط')
    expect((await get<Product>(`/catalog/products/${productId}`)).name).toBe('Speckled mug')
  })

  it('knows no draft, no archived product, nothing without an active variant, and nothing made up', async () => {
    const draft = await addGoods(world.db)
    await world.db.update(products).set({ status: 'draft' }).where(eq(products.id, draft.productId))
    const empty = await addGoods(world.db)
    await world.db.update(variants).set({ isActive: false }).where(eq(variants.id, empty.variantId))
    for (const name of [draft.productId, empty.productId, 'no-such-thing', newId(), '%00', '__proto__', 'a%27%20or%201=1--']) {
      const response = await world.request('GET', `/catalog/products/${name}`)
      expect([name, response.status, ((await response.json()) as { code: string }).code]).toEqual([name, 404, 'catalog/not-found'])
    }
    expect((await world.request('GET', `/catalog/products/${'x'.repeat(61)}`)).status).toBe(422)
  })

  it('pages through every product once in each order', async () => {
    const category = await addCategory()
    for (const price of [1500n, 900n, 900n, 2500n, 100n]) await addTo(category, { price })
    const up = [100, 900, 900, 1500, 2500]
    const orders: [string, number[]?][] = [['featured'], ['newest'], ['price_up', up], ['price_down', up.toReversed()]]
    for (const [sort, expected] of orders) {
      const seen: string[] = []
      const prices: number[] = []
      for (let cursor = ''; ;) {
        const page = await get<Page>(`/catalog/products?category=${category.slug}&sort=${sort}&limit=2${cursor}`)
        expect(page.total).toBe(5)
        seen.push(...page.items.map((item) => item.id))
        prices.push(...page.items.map((item) => Number(item.price.amount)))
        if (!page.nextCursor) break
        cursor = `&cursor=${page.nextCursor}`
      }
      expect(new Set(seen).size).toBe(5)
      expect([sort, prices]).toEqual([sort, expected ?? prices])
    }
  })

  it('filters by kind and by what is left', async () => {
    const category = await addCategory()
    const none = await addTo(category, { onHand: 0 })
    const some = await addTo(category, { onHand: 1 })
    const digital = await addTo(category, { kind: 'digital' })
    const ids = async (query: string) =>
      new Set((await get<Page>(`/catalog/products?category=${category.slug}&${query}`)).items.map((item) => item.id))
    expect(await ids('kind=digital')).toEqual(new Set([digital.productId]))
    expect(await ids('inStock=true')).toEqual(new Set([some.productId, digital.productId]))
    expect(await ids('kind=physical')).toEqual(new Set([none.productId, some.productId]))
    expect((await get<Page>('/catalog/products?category=nowhere')).total).toBe(0)
  })

  it.each([
    'sort=cheapest',
    'limit=0',
    'limit=51',
    'limit=abc',
    'kind=food',
    'inStock=maybe',
    'cursor=!!',
    'cursor=WzFd',
    `cursor=${'a'.repeat(400)}`,
    `q=${'x'.repeat(81)}`,
    `category=${'x'.repeat(61)}`,
    `cursor=${Buffer.from('["newest",1,"x"]').toString('base64url')}`,
  ])('refuses %s', async (query) => {
    const response = await world.request('GET', `/catalog/products?${query}`)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ code: 'request/invalid' })
  })

  it('fronts with banners, categories that hold something, and rails', async () => {
    const category = await addCategory()
    const empty = await addCategory()
    const { productId } = await addTo(category)
    await world.db
      .update(products)
      .set({
        featured: true,
        createdAt: world.clock.now(),
        banner: { eyebrow: { en: 'New' }, title: { en: 'Fresh', ar: 'طازج' }, body: { en: 'Today' } },
      })
      .where(eq(products.id, productId))
    const home = await get<Home>('/catalog/home?lang=ar')
    expect(home.banners.map((banner) => banner.title)).toContain('طازج')
    expect(home.categories.map((each) => each.slug)).toContain(category.slug)
    expect(home.categories.map((each) => each.slug)).not.toContain(empty.slug)
    expect(home.rails.map((rail) => rail.key)).toEqual(['picked', 'favourites', 'new'])
    expect(home.rails[0]?.items.map((item) => item.id)).toContain(productId)
  })

  it('answers 304 to who has it already, and the same bytes after a reload', async () => {
    const { productId } = await addGoods(world.db)
    const path = `/catalog/products/${productId}`
    const first = await world.request('GET', path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/)
    expect(first.headers.get('vary')).toBe('accept-language, accept-encoding')
    const again = await world.request('GET', path, undefined, { 'if-none-match': `W/"x", ${etag}` })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const zipped = await world.app.request(`/api/v1${path}`, { headers: { 'accept-encoding': 'br;q=0, gzip' } })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    expect(gunzipSync(await zipped.arrayBuffer()).toString()).toBe(await first.clone().text())
    expect((await world.request('GET', path, undefined, { 'accept-encoding': 'gzip;q=0' })).headers.get('content-encoding')).toBeNull()
    world.catalog.drop()
    const reloaded = await world.request('GET', path)
    expect(await reloaded.text()).toBe(await first.text())
    expect(reloaded.headers.get('etag')).toBe(etag)
  })

  it('shows a changed price within a second, whoever changed it', async () => {
    const { productId, variantId } = await addGoods(world.db)
    await get(`/catalog/products/${productId}`)
    await world.db.update(variants).set({ price: 2100n }).where(eq(variants.id, variantId))
    await vi.waitFor(async () => expect((await get<Product>(`/catalog/products/${productId}`)).price.amount).toBe('2100'), {
      timeout: 1000,
      interval: 50,
    })
  })

  it('shows within about a second how many are left', async () => {
    const { productId, variantId } = await addGoods(world.db)
    await get(`/catalog/products/${productId}`)
    await world.db.update(stockLevels).set({ reserved: 97 }).where(eq(stockLevels.variantId, variantId))
    await vi.waitFor(async () => expect((await get<Product>(`/catalog/products/${productId}`)).available).toBe(3), {
      timeout: 1500,
      interval: 100,
    })
  })
})

describe('the snapshot', () => {
  function counting() {
    const statements: string[] = []
    const db = new Proxy(world.db, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (name === 'transaction') statements.push('load')
        return typeof value === 'function' ? (value as (...all: unknown[]) => unknown).bind(target) : value
      },
    })
    const { clock, log } = world
    let tell = (_payload: string) => {}
    const listen: Parameters<typeof createCatalogue>[0]['listen'] = (_channel, on) => {
      tell = on
      return Promise.resolve(() => Promise.resolve())
    }
    return { catalogue: createCatalogue({ db, listen, clock, log, currency: 'USD' }), statements, tell: () => tell('') }
  }

  it('is loaded once for all who ask at the same time', async () => {
    const { catalogue, statements } = counting()
    const read = await Promise.all(Array.from({ length: 50 }, () => catalogue.read()))
    expect(statements).toHaveLength(1)
    expect(new Set(read).size).toBe(1)
    await catalogue.read()
    expect(statements).toHaveLength(1)
  })

  it('is loaded again after an announcement, also one that came during a load', async () => {
    const { catalogue, statements, tell } = counting()
    await catalogue.read()
    tell()
    const during = catalogue.read()
    tell()
    const after = catalogue.read()
    expect(await after).not.toBe(await during)
    expect(await catalogue.read()).toBe(await after)
    expect(statements).toHaveLength(3)
  })

  it('gives the bounded store of answers nothing to grow by', async () => {
    const { catalogue } = counting()
    const { answers } = await catalogue.read()
    for (let at = 0; at < 2_000; at += 1) answers.keep(`en /x?q=${at}`, { at })
    answers.keep('x'.repeat(1_000), {})
    expect(answers.size()).toBeLessThanOrEqual(500)
  })
})
