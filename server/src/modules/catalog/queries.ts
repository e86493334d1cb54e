import { and, asc, eq, gt, sql, type SQL } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { asList, listed, preparedSql } from '../../platform/prepared.ts'
import { files } from '../../platform/tables.ts'
import type { PictureFile } from './picture.ts'
import { categories, productPictures, products, stockLevels, stockMovements, variants, type ProductRow, type VariantRow } from './tables.ts'

const available = sql<number | null>`(${stockLevels.onHand} - ${stockLevels.reserved})::int`

/** What a cart or an order must know of a variant. Through JSON, so amounts are text. */
export type ForSaleRead = Pick<VariantRow, 'sku' | 'options' | 'digitalContent' | 'weightGrams'> &
  Pick<ProductRow, 'slug' | 'name' | 'kind' | 'hue' | 'status'> & {
    variantId: string
    productId: string
    productOptions: ProductRow['options']
    price: string
    stars: string | null
    available: number | null
    isOffered: boolean
    file: PictureFile | null
  }

/** How a variant stands now, for a statement to carry along; null for one there is not. */
export const forSale = (variantId: SQL) => sql<ForSaleRead | null>`(
  select json_build_object('variantId', variant.id, 'productId', product.id, 'slug', product.slug, 'name', product.name, 'sku', variant.sku,
    'kind', product.kind, 'hue', product.hue, 'price', variant.price::text, 'stars', variant.stars::text,
    'available', stock.on_hand - stock.reserved, 'digitalContent', variant.digital_content, 'weightGrams', variant.weight_grams,
    'options', variant.options, 'productOptions', product.options, 'status', product.status, 'isOffered', variant.is_active,
    'file', (select json_build_object('id', file.id, 'sizes', file.sizes) from ${files} file where file.id = coalesce(variant.file_id, (
      select picture.file_id from ${productPictures} picture where picture.product_id = product.id
      order by picture.position, picture.id limit 1))))
  from ${variants} variant
  join ${products} product on product.id = variant.product_id
  left join ${stockLevels} stock on stock.variant_id = variant.id
  where variant.id = ${variantId})`

const theseForSale = preparedSql<{ variant: ForSaleRead | null }>(
  sql`select ${forSale(sql`wanted.id`)} as "variant" from unnest(${listed('ids', 'uuid')}) wanted (id)`,
)

export async function selectVariantsForSale(db: Db, variantIds: readonly string[]): Promise<ForSaleRead[]> {
  const rows = await theseForSale(db, { ids: asList(variantIds) })
  return rows.map((row) => row.variant).filter((variant) => variant !== null)
}

/** Everything on the shelf, as of one moment. */
export function selectShelf(db: Db) {
  return db.transaction(
    async (tx) => {
      const active = eq(products.status, 'active')
      const productRows = await tx.select().from(products).where(active).orderBy(asc(products.position), asc(products.id))
      const variantRows = await tx
        .select({ variant: variants, available, file: { id: files.id, sizes: files.sizes } })
        .from(variants)
        .innerJoin(products, eq(products.id, variants.productId))
        .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
        .leftJoin(files, eq(files.id, variants.fileId))
        .where(and(active, eq(variants.isActive, true)))
        .orderBy(asc(variants.position), asc(variants.id))
      const pictureRows = await tx
        .select({ productId: productPictures.productId, alt: productPictures.alt, file: { id: files.id, sizes: files.sizes } })
        .from(productPictures)
        .innerJoin(files, eq(files.id, productPictures.fileId))
        .innerJoin(products, eq(products.id, productPictures.productId))
        .where(active)
        .orderBy(asc(productPictures.position), asc(productPictures.id))
      const categoryRows = await tx
        .select({ category: categories, file: { id: files.id, sizes: files.sizes } })
        .from(categories)
        .leftJoin(files, eq(files.id, categories.fileId))
        .where(eq(categories.isActive, true))
        .orderBy(asc(categories.position), asc(categories.id))
      return { products: productRows, variants: variantRows, pictures: pictureRows, categories: categoryRows }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}
export type Shelf = Awaited<ReturnType<typeof selectShelf>>

/** How many of each counted variant on the shelf can be bought. */
export function selectAvailable(db: Db) {
  return db
    .select({ variantId: stockLevels.variantId, available: sql<number>`(${stockLevels.onHand} - ${stockLevels.reserved})::int` })
    .from(stockLevels)
}

/** How many of each variant were sold since then. */
export function selectSold(db: Db, since: Date) {
  return db
    .select({ productId: variants.productId, sold: sql<number>`(-sum(${stockMovements.delta}))::int` })
    .from(stockMovements)
    .innerJoin(variants, eq(variants.id, stockMovements.variantId))
    .where(and(eq(stockMovements.reason, 'sold'), gt(stockMovements.at, since)))
    .groupBy(variants.productId)
}
