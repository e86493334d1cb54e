import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminProduct } from 'shared/catalog.schema'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import { aProduct, asProductInput, aVariant, createProduct } from '../../testing/products.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { cartLines, carts } from '../cart/tables.ts'
import { stockLevels, stockMovements, variants } from './tables.ts'

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

describe('staff make a product', () => {
  it('puts it on the shelf at once, and writes down who did', async () => {
    const product = await createProduct(manager)
    expect(product).toMatchObject({ version: 1, variants: [{ onHand: 10, reserved: 0, lowStockAt: 3 }] })
    expect((await world.request('GET', `/catalog/products/${product.slug}?lang=sw`)).status).toBe(200)
    expect(await lastAudit(product.id)).toMatchObject({
      action: 'catalog.product-created',
      actor: 'Brian',
      actorId: manager.user.id,
      facts: { after: { slug: product.slug } },
    })
    const movements = await world.db
      .select()
      .from(stockMovements)
      .where(eq(stockMovements.variantId, product.variants[0]?.id ?? ''))
    expect(movements).toMatchObject([{ delta: 10, reason: 'initial', actorId: manager.user.id }])
  })

  it('sets its banner on the front and its place; what is left out stays', async () => {
    const made = await createProduct(manager)
    expect(made.banner).toBeNull()
    const banner = { eyebrow: { en: 'New' }, title: { en: 'Roasted today', sw: 'Imekaangwa leo' }, body: { en: '' } }
    const save = async (product: AdminProduct, change: object) => {
      const { banner: _banner, position: _position, ...input } = asProductInput(product)
      const response = await manager.request('PUT', `/admin/products/${made.id}`, { ...input, ...change })
      expect(response.status).toBe(200)
      return (await response.json()) as AdminProduct
    }
    const titles = async () =>
      ((await (await world.request('GET', '/catalog/home?lang=sw')).json()) as { banners: { title: string }[] }).banners.map(
        ({ title }) => title,
      )
    const shown = await save(made, { banner, position: 7 })
    expect(shown).toMatchObject({ banner, position: 7 })
    expect(await titles()).toContain('Imekaangwa leo')
    expect((await lastAudit(made.id))?.facts).toMatchObject({ before: { banner: null }, after: { banner, position: 7 } })
    const kept = await save(shown, {})
    expect(kept).toMatchObject({ banner, position: 7 })
    expect((await save(kept, { banner: null })).banner).toBeNull()
    expect(await titles()).not.toContain('Imekaangwa leo')
  })

  it('refuses an address and a SKU that are taken', async () => {
    const { slug, variants: all } = await createProduct(manager)
    expect(await problemOf(await manager.request('POST', '/admin/products', aProduct({ slug })))).toEqual([409, 'catalog/slug-taken'])
    const sku = all[0]?.sku ?? ''
    expect(await problemOf(await manager.request('POST', '/admin/products', aProduct({ variants: [aVariant({ sku })] })))).toEqual([
      409,
      'catalog/sku-taken',
    ])
    expect(await problemOf(await manager.request('POST', '/admin/products', aProduct({ categoryId: newId() })))).toEqual([
      404,
      'catalog/category-not-found',
    ])
  })

  const size = {
    key: 'size',
    name: { en: 'Size' },
    values: [
      { key: 's', name: { en: 'S' } },
      { key: 'm', name: { en: 'M' } },
    ],
  }
  const digital = { kind: 'digital' as const }
  it.each<[string, () => unknown]>([
    ['nothing', () => null],
    ['a list', () => []],
    ['no English name', () => aProduct({ name: { sw: 'Kikombe' } as never })],
    ['a banner without a headline', () => aProduct({ banner: { eyebrow: { en: '' }, title: { en: ' ' }, body: { en: '' } } })],
    ['a place before the first', () => aProduct({ position: -1 })],
    ['an unknown language', () => aProduct({ name: { en: 'Mug', fr: 'Tasse' } as never })],
    ['a name of spaces', () => aProduct({ name: { en: '   ' } })],
    ['a NUL in the name', () => aProduct({ name: { en: 'a\u0000b' } })],
    ['a name that is too long', () => aProduct({ name: { en: 'x'.repeat(81) } })],
    ['a field nobody knows', () => ({ ...aProduct(), isAdmin: true })],
    ['a slug with signs', () => aProduct({ slug: '../mug' })],
    ['no variant', () => aProduct({ variants: [] })],
    ['a price below zero', () => aProduct({ variants: [aVariant({ price: '-1' })] })],
    ['a price of nothing', () => aProduct({ variants: [aVariant({ price: '0' })] })],
    ['a price that is a number', () => aProduct({ variants: [aVariant({ price: 1600 as never })] })],
    ['a price beyond all prices', () => aProduct({ variants: [aVariant({ price: '9'.repeat(16) })] })],
    ['a former price below the price', () => aProduct({ variants: [aVariant({ compareAt: '1600' })] })],
    [
      'the same SKU twice',
      () =>
        aProduct({
          options: [size],
          variants: [aVariant({ sku: 'X', options: { size: 's' } }), aVariant({ sku: 'X', options: { size: 'm' } })],
        }),
    ],
    [
      'the same choice twice',
      () => aProduct({ options: [size], variants: [aVariant({ options: { size: 's' } }), aVariant({ options: { size: 's' } })] }),
    ],
    ['a choice there is not', () => aProduct({ options: [size], variants: [aVariant({ options: { size: 'xl' } })] })],
    ['no choice', () => aProduct({ options: [size] })],
    ['a choice of nothing', () => aProduct({ variants: [aVariant({ options: { size: 's' } })] })],
    ['the same option twice', () => aProduct({ options: [size, size], variants: [aVariant({ options: { size: 's' } })] })],
    ['an option called __proto__', () => aProduct({ options: [{ ...size, key: '__proto__' }] })],
    ['digital goods without Stars', () => aProduct({ ...digital, variants: [aVariant({ onHand: null, digitalContent: 'x' })] })],
    ['digital goods without content', () => aProduct({ ...digital, variants: [aVariant({ onHand: null, stars: '100' })] })],
    ['too many Stars', () => aProduct({ ...digital, variants: [aVariant({ stars: '100001', digitalContent: 'x' })] })],
    ['physical goods for Stars', () => aProduct({ variants: [aVariant({ stars: '100' })] })],
    ['a shown product that cannot be bought', () => aProduct({ variants: [aVariant({ isActive: false })] })],
    ['a variant of another product', () => aProduct({ variants: [aVariant({ id: newId() })] })],
    ['stock beyond all stock', () => aProduct({ variants: [aVariant({ onHand: 1e9 })] })],
  ])('refuses %s', async (_, input) => {
    const response = await manager.request('POST', '/admin/products', JSON.stringify(input()), { 'content-type': 'application/json' })
    expect(await problemOf(response)).toEqual([422, 'request/invalid'])
  })

  it('refuses what is no JSON', async () => {
    expect((await manager.request('POST', '/admin/products', '{', { 'content-type': 'application/json' })).status).toBe(400)
  })
})

describe('staff edit a product', () => {
  it('shows the new price to customers at once and keeps before and after', async () => {
    const product = await createProduct(manager)
    await world.request('GET', `/catalog/products/${product.slug}`)
    const input = asProductInput(product)
    const response = await manager.request('PUT', `/admin/products/${product.id}`, {
      ...input,
      variants: [{ ...input.variants[0], price: '1900' }],
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ version: 2, variants: [{ price: '1900' }] })
    expect(await (await world.request('GET', `/catalog/products/${product.slug}`)).json()).toMatchObject({ price: { amount: '1900' } })
    const entry = await lastAudit(product.id)
    expect(entry?.action).toBe('catalog.product-changed')
    expect(Object.keys(entry?.facts['after'] as object)).toEqual(['variants'])
    expect(entry?.facts).toMatchObject({ before: { variants: [{ price: '1600' }] }, after: { variants: [{ price: '1900' }] } })
  })

  it('lets only one of two editors win', async () => {
    const product = await createProduct(manager)
    const edit = (name: string) =>
      manager.request('PUT', `/admin/products/${product.id}`, { ...asProductInput(product), name: { en: name } })
    const answers = await Promise.all([edit('One'), edit('Two')])
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const lost = answers.find((answer) => answer.status === 409)
    expect(await lost?.json()).toMatchObject({ code: 'catalog/changed-meanwhile' })
  })

  it.each([2 ** 31, -1, 1.5, 1e30])('refuses version %s', async (version) => {
    const input = asProductInput(await createProduct(manager))
    const response = await manager.request('PUT', `/admin/products/${newId()}`, { ...input, version })
    expect(await problemOf(response)).toEqual([422, 'request/invalid'])
  })

  it('needs to know which version was edited', async () => {
    const product = await createProduct(manager)
    const { version: _, ...input } = asProductInput(product)
    expect(await problemOf(await manager.request('PUT', `/admin/products/${product.id}`, input))).toEqual([422, 'request/invalid'])
    expect(await problemOf(await manager.request('PUT', `/admin/products/${newId()}`, { ...input, version: 1 }))).toEqual([
      404,
      'catalog/not-found',
    ])
  })

  it('does not undo a sale with the number the editor had open', async () => {
    const product = await createProduct(manager)
    const variantId = product.variants[0]?.id ?? ''
    await world.db.update(stockLevels).set({ onHand: 4, reserved: 1 }).where(eq(stockLevels.variantId, variantId))
    const input = asProductInput(product)
    const saved = await manager.request('PUT', `/admin/products/${product.id}`, {
      ...input,
      variants: [{ ...input.variants[0], lowStockAt: 7 }],
    })
    expect(await saved.json()).toMatchObject({ variants: [{ onHand: 4, reserved: 1, lowStockAt: 7 }] })
  })

  it('begins and ends counting a variant, but not while some is promised', async () => {
    const product = await createProduct(manager, aProduct({ variants: [aVariant({ onHand: null })] }))
    const put = async (onHand: number | null, version: number) => {
      const input = asProductInput(product)
      return manager.request('PUT', `/admin/products/${product.id}`, { ...input, version, variants: [{ ...input.variants[0], onHand }] })
    }
    expect(await (await put(5, 1)).json()).toMatchObject({ variants: [{ onHand: 5 }] })
    const variantId = product.variants[0]?.id ?? ''
    await world.db.update(stockLevels).set({ reserved: 2 }).where(eq(stockLevels.variantId, variantId))
    expect(await problemOf(await put(null, 2))).toEqual([409, 'catalog/stock-below-reserved'])
    await world.db.update(stockLevels).set({ reserved: 0 }).where(eq(stockLevels.variantId, variantId))
    expect(await (await put(null, 2)).json()).toMatchObject({ variants: [{ onHand: null }] })
    const movements = await world.db.select().from(stockMovements).where(eq(stockMovements.variantId, variantId))
    expect(movements.reduce((sum, movement) => sum + movement.delta, 0)).toBe(0)
  })

  it('removes a variant nobody refers to, and only hides one that lies in a cart', async () => {
    const size = { key: 'size', name: { en: 'Size' }, values: ['s', 'm', 'l'].map((key) => ({ key, name: { en: key } })) }
    const product = await createProduct(
      manager,
      aProduct({ options: [size], variants: ['s', 'm', 'l'].map((key) => aVariant({ options: { size: key }, onHand: 0 })) }),
    )
    const [s, m, l] = product.variants
    const amina = await world.person()
    await world.db.insert(carts).values({ userId: amina.user.id, updatedAt: world.clock.now() })
    await world.db
      .insert(cartLines)
      .values({ userId: amina.user.id, variantId: m?.id ?? '', quantity: 1, priceSeen: 1600n, addedAt: world.clock.now() })
    const input = asProductInput(product)
    const response = await manager.request('PUT', `/admin/products/${product.id}`, { ...input, variants: input.variants.slice(2) })
    const saved = (await response.json()) as AdminProduct
    expect(saved.variants.map(({ id, isActive }) => [id, isActive])).toEqual([
      [l?.id, true],
      [m?.id, false],
    ])
    expect(
      await world.db
        .select()
        .from(variants)
        .where(eq(variants.id, s?.id ?? '')),
    ).toEqual([])
    const shown = (await (await world.request('GET', `/catalog/products/${product.slug}`)).json()) as { variants: { id: string }[] }
    expect(shown.variants.map((variant) => variant.id)).toEqual([l?.id])
  })

  it('refuses the variant of another product', async () => {
    const [product, other] = [await createProduct(manager), await createProduct(manager)]
    const input = asProductInput(product)
    const response = await manager.request('PUT', `/admin/products/${product.id}`, {
      ...input,
      variants: [...input.variants, aVariant({ id: other.variants[0]?.id ?? '', isActive: false })],
    })
    expect(await problemOf(response)).toEqual([404, 'catalog/variant-not-found'])
    expect(await (await manager.request('GET', `/admin/products/${product.id}`)).json()).toMatchObject({ version: 1 })
  })

  it('archives it, once', async () => {
    const product = await createProduct(manager)
    expect((await manager.request('DELETE', `/admin/products/${product.id}`)).status).toBe(204)
    expect((await manager.request('DELETE', `/admin/products/${product.id}`)).status).toBe(204)
    expect((await world.request('GET', `/catalog/products/${product.slug}`)).status).toBe(404)
    const entries = await world.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.subjectId, product.id), eq(auditEntries.action, 'catalog.product-archived')))
    expect(entries).toHaveLength(1)
    expect(await problemOf(await manager.request('DELETE', `/admin/products/${newId()}`))).toEqual([404, 'catalog/not-found'])
  })
})
