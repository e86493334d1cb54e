import { and, asc, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { prepared } from '../../platform/prepared.ts'
import { files } from '../../platform/tables.ts'
import { categories, productPictures, products, stockLevels, stockMovements, variants } from './tables.ts'

const available = sql<number | null>`(${stockLevels.onHand} - ${stockLevels.reserved})::int`

const firstPicture = sql`(
  select ${productPictures.fileId} from ${productPictures} where ${productPictures.productId} = ${products.id}
  order by ${productPictures.position}, ${productPictures.id} limit 1)`

const forSale = prepared((db) =>
  db
    .select({
      variantId: variants.id,
      productId: products.id,
      slug: products.slug,
      name: products.name,
      sku: variants.sku,
      kind: products.kind,
      hue: products.hue,
      price: variants.price,
      stars: variants.stars,
      available,
      digitalContent: variants.digitalContent,
      weightGrams: variants.weightGrams,
      options: variants.options,
      productOptions: products.options,
      status: products.status,
      isOffered: variants.isActive,
      file: { id: files.id, sizes: files.sizes },
    })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .leftJoin(files, eq(files.id, sql`coalesce(${variants.fileId}, ${firstPicture})`))
    // As text, which both drivers send as it is: one statement, however many there are.
    .where(sql`${variants.id} = any(${sql.placeholder('ids')}::text::uuid[])`)
    .prepare('variants_for_sale'),
)

export function selectVariantsForSale(db: Db, variantIds: readonly string[]) {
  return forSale(db).execute({ ids: `{${variantIds.join(',')}}` })
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
