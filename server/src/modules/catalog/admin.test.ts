import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminCategory } from 'shared/catalog.schema'
import { asCursor } from '../../platform/cursor.ts'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import { addGoods } from '../../testing/goods.ts'
import { aProduct, aVariant, createProduct } from '../../testing/products.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { stockLevels, stockMovements } from './tables.ts'

let world: TestWorld
let manager: Person
beforeAll(async () => {
  world = await createTestWorld()
  manager = await world.person({ role: 'manager', firstName: 'Brian' })
})
afterAll(() => world.close())

async function problemOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code]
}

const lastAudit = async (subject: string) =>
  (await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, subject)).orderBy(asc(auditEntries.id))).at(-1)

describe('staff look for products', () => {
  it('finds them by name in any language, address and SKU, whatever their status', async () => {
    const marker = `zawadi${newId().slice(-8)}`
    const draft = await createProduct(
      manager,
      aProduct({ status: 'draft', name: { en: 'Gift', sw: marker }, slug: `s-${marker}`, variants: [aVariant({ sku: `K-${marker}` })] }),
    )
    for (const q of [marker, marker.toUpperCase(), `s-${marker}`, `K-${marker}`]) {
      const page = (await (await manager.request('GET', `/admin/products?q=${q}`)).json()) as { items: { id: string }[] }
      expect(page.items.map((item) => item.id)).toEqual([draft.id])
    }
    expect(
      ((await (await manager.request('GET', `/admin/products?q=${marker}&status=active`)).json()) as { items: unknown[] }).items,
    ).toEqual([])
    expect(((await (await manager.request('GET', '/admin/products?q=%25%27%5C_')).json()) as { items: unknown[] }).items).toEqual([])
  })

  it('pages through all of them once, with what is low told', async () => {
    const marker = `page${newId().slice(-8)}`
    for (let at = 0; at < 5; at += 1)
      await createProduct(manager, aProduct({ slug: `${marker}-${at}`, variants: [aVariant({ onHand: at })] }))
    const seen: { slug: string; lowStock: boolean; onHand: number | null }[] = []
    for (let cursor = ''; ;) {
      const page = (await (await manager.request('GET', `/admin/products?q=${marker}&limit=2${cursor}`)).json()) as {
        items: typeof seen
        nextCursor?: string
      }
      seen.push(...page.items)
      if (!page.nextCursor) break
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(seen.map((item) => [item.slug.at(-1), item.onHand, item.lowStock])).toEqual([
      ['4', 4, false],
      ['3', 3, true],
      ['2', 2, true],
      ['1', 1, true],
      ['0', 0, true],
    ])
  })

  it.each([
    'cursor=x',
    `cursor=${Buffer.from('["a","b"]').toString('base64url')}`,
    `cursor=${Buffer.from('[1e300,"x"]').toString('base64url')}`,
    ...[8.64e15, -8.64e15, -62_167_219_200_000].map((at) => `cursor=${asCursor([at, newId()])}`),
    'q=%00',
    'status=gone',
    'limit=0',
    `q=${'x'.repeat(81)}`,
  ])('refuses %s', async (query) =>
    expect(await problemOf(await manager.request('GET', `/admin/products?${query}`))).toEqual([422, 'request/invalid']),
  )
})

describe('staff adjust stock', () => {
  it('changes how many there are and keeps why', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 10 })
    const response = await manager.request('POST', `/admin/variants/${variantId}/stock`, {
      delta: -3,
      reason: 'damaged',
      note: 'Fell off the shelf',
    })
    expect(await response.json()).toMatchObject({ variants: [{ onHand: 7 }] })
    expect(await world.db.select().from(stockMovements).where(eq(stockMovements.variantId, variantId))).toMatchObject([
      { delta: -3, reason: 'damaged', note: 'Fell off the shelf', actorId: manager.user.id },
    ])
    expect(await lastAudit(variantId)).toMatchObject({
      action: 'catalog.stock-adjusted',
      facts: { before: { onHand: 10 }, after: { onHand: 7 }, reason: 'damaged' },
    })
  })

  it('does not take what is promised to orders', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 10 })
    await world.db.update(stockLevels).set({ reserved: 8 }).where(eq(stockLevels.variantId, variantId))
    const response = await manager.request('POST', `/admin/variants/${variantId}/stock`, { delta: -3, reason: 'counted' })
    expect([response.status, await response.json()]).toMatchObject([
      409,
      { code: 'catalog/stock-below-reserved', facts: { onHand: 10, reserved: 8 } },
    ])
    expect(await world.db.select().from(stockMovements).where(eq(stockMovements.variantId, variantId))).toEqual([])
  })

  it('adds up however many adjust at once', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => manager.request('POST', `/admin/variants/${variantId}/stock`, { delta: -1, reason: 'counted' })),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(5)
    expect(await world.db.select().from(stockLevels).where(eq(stockLevels.variantId, variantId))).toMatchObject([{ onHand: 0 }])
  })

  it('knows only counted variants, and sensible changes', async () => {
    const digital = await addGoods(world.db, { kind: 'digital' })
    const { variantId } = await addGoods(world.db)
    const adjust = (id: string, body: unknown) => manager.request('POST', `/admin/variants/${id}/stock`, body)
    expect(await problemOf(await adjust(digital.variantId, { delta: 1, reason: 'received' }))).toEqual([409, 'catalog/not-counted'])
    expect(await problemOf(await adjust(newId(), { delta: 1, reason: 'received' }))).toEqual([404, 'catalog/variant-not-found'])
    for (const body of [
      {},
      { delta: 0, reason: 'received' },
      { delta: 1.5, reason: 'received' },
      { delta: 1, reason: 'sold' },
      { delta: 1e12, reason: 'received' },
      { delta: '1', reason: 'received' },
    ]) {
      expect((await adjust(variantId, body)).status).toBe(422)
    }
    await world.db.update(stockLevels).set({ onHand: 999_999_999 }).where(eq(stockLevels.variantId, variantId))
    expect((await adjust(variantId, { delta: 1_000_000, reason: 'received' })).status).toBe(409)
  })
})

describe('staff keep categories', () => {
  const aCategory = () => ({ slug: `c-${newId()}`, name: { en: 'Mugs' }, hue: 200 })
  it('makes, changes and lists them', async () => {
    const made = await manager.request('POST', '/admin/categories', aCategory())
    expect(made.status).toBe(201)
    const category = (await made.json()) as AdminCategory
    await createProduct(manager, aProduct({ categoryId: category.id }))
    const { id, picture: _, productCount: __, ...input } = category
    const changed = await manager.request('PUT', `/admin/categories/${id}`, { ...input, isActive: false })
    expect(await changed.json()).toMatchObject({ id, isActive: false, productCount: 1 })
    expect((await lastAudit(id))?.facts).toEqual({ before: { isActive: true }, after: { isActive: false } })
    const { items } = (await (await manager.request('GET', '/admin/categories')).json()) as { items: AdminCategory[] }
    expect(items.map((each) => each.id)).toContain(id)
    const home = (await (await world.request('GET', '/catalog/home')).json()) as { categories: { id: string }[] }
    expect(home.categories.map((each) => each.id)).not.toContain(id)
  })

  it('refuses a taken address, an unknown category and nonsense', async () => {
    const input = aCategory()
    await manager.request('POST', '/admin/categories', input)
    expect(await problemOf(await manager.request('POST', '/admin/categories', input))).toEqual([409, 'catalog/slug-taken'])
    expect(await problemOf(await manager.request('PUT', `/admin/categories/${newId()}`, input))).toEqual([
      404,
      'catalog/category-not-found',
    ])
    for (const body of [{}, [], null, { ...input, hue: 361 }, { ...input, slug: 'A B' }, { ...input, name: {} }]) {
      expect([400, 422]).toContain((await manager.request('POST', '/admin/categories', body)).status)
      expect([400, 422]).toContain((await manager.request('PUT', `/admin/categories/${newId()}`, body)).status)
    }
  })
})

describe('who may do what in the catalogue', () => {
  const reads = ['/admin/products', `/admin/products/${newId()}`, '/admin/categories']
  const writes: [string, string][] = [
    ['POST', '/admin/products'],
    ['PUT', `/admin/products/${newId()}`],
    ['DELETE', `/admin/products/${newId()}`],
    ['POST', `/admin/variants/${newId()}/stock`],
    ['POST', '/admin/categories'],
    ['PUT', `/admin/categories/${newId()}`],
  ]

  it.each([...reads.map((path): [string, string] => ['GET', path]), ...writes])(
    '%s %s is not for strangers or customers',
    async (method, path) => {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {}
      expect(await problemOf(await world.request(method, path, body))).toEqual([401, 'request/signed-out'])
      expect(await problemOf(await (await world.person()).request(method, path, body))).toEqual([403, 'request/forbidden'])
    },
  )

  it('lets support look but not touch', async () => {
    const support = await world.person({ role: 'support' })
    expect((await support.request('GET', '/admin/products')).status).toBe(200)
    expect((await support.request('GET', reads[1] ?? '')).status).toBe(404)
    for (const [method, path] of writes)
      expect([method, path, (await support.request(method, path, method === 'DELETE' ? undefined : {})).status]).toEqual([
        method,
        path,
        403,
      ])
  })
  it('shows what a digital variant hands over only to who may change it', async () => {
    const support = await world.person({ role: 'support' })
    const variants = [aVariant({ onHand: null, stars: '250', digitalContent: 'GIFT-CODE-77' })]
    const { id } = await createProduct(manager, aProduct({ kind: 'digital', variants }))
    const read = async (staff: Person) => (await staff.request('GET', `/admin/products/${id}`)).text()
    expect(await read(manager)).toContain('GIFT-CODE-77')
    const seen = await read(support)
    expect(seen).not.toContain('GIFT-CODE-77')
    expect(JSON.parse(seen)).toMatchObject({ variants: [{ digitalContent: '' }] })
  })
})
