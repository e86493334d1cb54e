import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../platform/ids.ts'
import { files } from '../../platform/tables.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type TestWorld } from '../../testing/world.ts'
import { productCards, variantsForSale } from './index.ts'
import { productPictures, products, stockLevels, variants } from './tables.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world.close())

async function addFile(): Promise<string> {
  const id = newId()
  await world.db
    .insert(files)
    .values({ id, kind: 'picture', hash: id, sizes: [{ width: 160, height: 160, bytes: 1 }], createdAt: world.clock.now() })
  return id
}

async function oneOf(variantId: string, language: 'en' | 'sw' | 'ar' = 'en') {
  return (await variantsForSale(world.db, [variantId], language)).get(variantId)
}

describe('what a cart asks of a variant', () => {
  it('is told in the words of the reader, with the values chosen', async () => {
    const { productId, variantId } = await addGoods(world.db)
    const size = { key: 'size', name: { en: 'Size' }, values: [{ key: '1kg', name: { en: '1 kg', ar: '1 كغ' } }] }
    const grind = { key: 'grind', name: { en: 'Grind' }, values: [{ key: 'filter', name: { en: 'Filter', ar: 'فلتر' } }] }
    await world.db
      .update(products)
      .set({ name: { en: 'Nyeri AA', ar: 'نييري' }, options: [size, grind] })
      .where(eq(products.id, productId))
    await world.db
      .update(variants)
      .set({ options: { grind: 'filter', size: '1kg' } })
      .where(eq(variants.id, variantId))
    expect(await oneOf(variantId)).toMatchObject({
      name: 'Nyeri AA',
      title: '1 kg, Filter',
      price: 1800n,
      stars: null,
      available: 100,
      isActive: true,
      file: null,
      picture: null,
    })
    expect(await oneOf(variantId, 'ar')).toMatchObject({ name: 'نييري', title: '1 كغ، فلتر' })
  })

  it('counts what is promised as gone, and digital goods not at all', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    await world.db.update(stockLevels).set({ reserved: 3 }).where(eq(stockLevels.variantId, variantId))
    expect((await oneOf(variantId))?.available).toBe(2)
    const digital = await addGoods(world.db, { kind: 'digital' })
    expect(await oneOf(digital.variantId)).toMatchObject({ available: null, stars: 250n, digitalContent: 'The recipe' })
  })

  it('tells that it cannot be bought any more', async () => {
    const [hidden, archived] = [await addGoods(world.db), await addGoods(world.db)]
    await world.db.update(variants).set({ isActive: false }).where(eq(variants.id, hidden.variantId))
    await world.db.update(products).set({ status: 'archived' }).where(eq(products.id, archived.productId))
    expect([(await oneOf(hidden.variantId))?.isActive, (await oneOf(archived.variantId))?.isActive]).toEqual([false, false])
    expect(await variantsForSale(world.db, [newId()], 'en')).toEqual(new Map())
    expect(await variantsForSale(world.db, [], 'en')).toEqual(new Map())
  })

  it("looks like its own picture, or like the product's first", async () => {
    const { productId, variantId } = await addGoods(world.db)
    const [second, first, own] = [await addFile(), await addFile(), await addFile()]
    const alt = { en: 'Mug' }
    await world.db.insert(productPictures).values([
      { id: newId(), productId, fileId: second, alt, position: 1 },
      { id: newId(), productId, fileId: first, alt, position: 0 },
    ])
    expect((await oneOf(variantId))?.picture?.sizes[0]?.url).toBe(`/api/v1/files/${first}/160.webp`)
    await world.db.update(variants).set({ fileId: own }).where(eq(variants.id, variantId))
    expect((await oneOf(variantId))?.file?.id).toBe(own)
  })
})

describe('the cards of chosen products', () => {
  it('come in the order asked for, without those no longer sold', async () => {
    const [a, b, c] = [
      await addGoods(world.db, { name: 'A' }),
      await addGoods(world.db, { name: 'B' }),
      await addGoods(world.db, { name: 'C' }),
    ]
    await world.db.update(products).set({ status: 'archived' }).where(eq(products.id, b.productId))
    world.catalog.drop()
    const cards = await productCards(world.system, [c.productId, b.productId, newId(), a.productId], 'en')
    expect(cards.map((card) => [card.name, card.onlyVariantId])).toEqual([
      ['C', c.variantId],
      ['A', a.variantId],
    ])
  })
})
