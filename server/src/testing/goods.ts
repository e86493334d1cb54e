import type { ProductKind } from 'shared/catalog'
import { products, stockLevels, variants } from '../modules/catalog/tables.ts'
import type { Db } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'

export type Goods = { productId: string; variantId: string; sku: string; price: bigint }

/** Puts something new on the shelf: one product with one variant. Digital goods are not counted and cost Stars. */
export async function addGoods(
  db: Db,
  {
    kind = 'physical' as ProductKind,
    price = 1800n,
    stars = kind === 'digital' ? 250n : null,
    onHand = kind === 'digital' ? null : 100,
    name = 'Nyeri AA',
    digitalContent = kind === 'digital' ? 'The recipe' : '',
  }: { kind?: ProductKind; price?: bigint; stars?: bigint | null; onHand?: number | null; name?: string; digitalContent?: string } = {},
): Promise<Goods> {
  const [productId, variantId] = [newId(), newId()]
  const at = new Date('2026-11-01T00:00:00Z')
  const words = { en: name }
  const blank = { en: '' }
  await db.insert(products).values({
    id: productId,
    slug: `goods-${productId}`,
    kind,
    status: 'active',
    name: words,
    subtitle: blank,
    description: blank,
    facts: [],
    options: [],
    hue: 30,
    createdAt: at,
    updatedAt: at,
  })
  const sku = `SKU-${variantId.slice(-12)}`
  await db.insert(variants).values({ id: variantId, productId, sku, options: {}, price, stars, digitalContent })
  if (onHand !== null) await db.insert(stockLevels).values({ variantId, onHand })
  return { productId, variantId, sku, price }
}
