import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AdminCategory, AdminProduct, ProductInput, VariantInput } from 'shared/catalog.schema'
import type { Role } from 'shared/permissions'
import { newId } from '../../platform/ids.ts'
import { auditEntries } from '../../platform/tables.ts'
import { addGoods } from '../../testing/goods.ts'
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

let made = 0
function aVariant(over: Partial<VariantInput> = {}): VariantInput {
  made += 1
  return { sku: `T-${made}`, price: '1600', onHand: 10, ...over }
}

function aProduct(over: Partial<ProductInput> = {}): ProductInput {
  made += 1
  return {
    slug: `mug-${made}`,
    kind: 'physical',
    status: 'active',
    name: { en: 'Speckled mug', sw: 'Kikombe cha madoa', ar: 'كوب منقّط' },
    subtitle: { en: 'Stoneware' },
    description: { en: 'Heavy at the bottom' },
    categoryId: null,
    hue: 205,
    variants: [aVariant()],
    ...over,
  }
}

async function create(input: ProductInput = aProduct()): Promise<AdminProduct> {
  const response = await manager.request('POST', '/admin/products', input)
  expect(response.status).toBe(201)
  return (await response.json()) as AdminProduct
}

function asInput({
  id: _,
  pictures: __,
  createdAt: ___,
  updatedAt: ____,
  variants: all,
  ...rest
}: AdminProduct): ProductInput & { variants: VariantInput[] } {
  return { ...rest, variants: all.map(({ reserved: _____, ...variant }) => variant) } as ProductInput
}

async function problemOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code]
}

const lastAudit = async (subject: string) =>
  (await world.db.select().from(auditEntries).where(eq(auditEntries.subjectId, subject)).orderBy(asc(auditEntries.id))).at(-1)

describe('staff make a product', () => {
  it('puts it on the shelf at once, and writes down who did', async () => {
    const product = await create()
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

  it('refuses an address and a SKU that are taken', async () => {
    const { slug, variants: all } = await create()
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
    const product = await create()
    await world.request('GET', `/catalog/products/${product.slug}`)
    const input = asInput(product)
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
    const product = await create()
    const edit = (name: string) => manager.request('PUT', `/admin/products/${product.id}`, { ...asInput(product), name: { en: name } })
    const answers = await Promise.all([edit('One'), edit('Two')])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 409])
    const lost = answers.find((answer) => answer.status === 409)
    expect(await lost?.json()).toMatchObject({ code: 'catalog/changed-meanwhile' })
  })

  it('needs to know which version was edited', async () => {
    const product = await create()
    const { version: _, ...input } = asInput(product)
    expect(await problemOf(await manager.request('PUT', `/admin/products/${product.id}`, input))).toEqual([422, 'request/invalid'])
    expect(await problemOf(await manager.request('PUT', `/admin/products/${newId()}`, { ...input, version: 1 }))).toEqual([
      404,
      'catalog/not-found',
    ])
  })

  it('does not undo a sale with the number the editor had open', async () => {
    const product = await create()
    const variantId = product.variants[0]?.id ?? ''
    await world.db.update(stockLevels).set({ onHand: 4, reserved: 1 }).where(eq(stockLevels.variantId, variantId))
    const input = asInput(product)
    const saved = await manager.request('PUT', `/admin/products/${product.id}`, {
      ...input,
      variants: [{ ...input.variants[0], lowStockAt: 7 }],
    })
    expect(await saved.json()).toMatchObject({ variants: [{ onHand: 4, reserved: 1, lowStockAt: 7 }] })
  })

  it('begins and ends counting a variant, but not while some is promised', async () => {
    const product = await create(aProduct({ variants: [aVariant({ onHand: null })] }))
    const put = async (onHand: number | null, version: number) => {
      const input = asInput(product)
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
    const product = await create(
      aProduct({ options: [size], variants: ['s', 'm', 'l'].map((key) => aVariant({ options: { size: key }, onHand: 0 })) }),
    )
    const [s, m, l] = product.variants
    const amina = await world.person()
    await world.db.insert(carts).values({ userId: amina.user.id, updatedAt: world.clock.now() })
    await world.db
      .insert(cartLines)
      .values({ userId: amina.user.id, variantId: m?.id ?? '', quantity: 1, priceSeen: 1600n, addedAt: world.clock.now() })
    const input = asInput(product)
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
    const [product, other] = [await create(), await create()]
    const input = asInput(product)
    const response = await manager.request('PUT', `/admin/products/${product.id}`, {
      ...input,
      variants: [...input.variants, aVariant({ id: other.variants[0]?.id ?? '', isActive: false })],
    })
    expect(await problemOf(response)).toEqual([404, 'catalog/variant-not-found'])
    expect(await (await manager.request('GET', `/admin/products/${product.id}`)).json()).toMatchObject({ version: 1 })
  })

  it('archives it, once', async () => {
    const product = await create()
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

describe('staff look for products', () => {
  it('finds them by name in any language, address and SKU, whatever their status', async () => {
    const marker = `zawadi${newId().slice(-8)}`
    const draft = await create(
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
    for (let at = 0; at < 5; at += 1) await create(aProduct({ slug: `${marker}-${at}`, variants: [aVariant({ onHand: at })] }))
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
    await create(aProduct({ categoryId: category.id }))
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
    const support = await world.person({ role: 'support' as Role })
    expect((await support.request('GET', '/admin/products')).status).toBe(200)
    expect((await support.request('GET', reads[1] ?? '')).status).toBe(404)
    for (const [method, path] of writes)
      expect([method, path, (await support.request(method, path, method === 'DELETE' ? undefined : {})).status]).toEqual([
        method,
        path,
        403,
      ])
  })
})
