import { and, asc, desc, eq, exists, ilike, inArray, or, sql, type SQL } from 'drizzle-orm'
import type { ProductStatus } from 'shared/catalog'
import { violatedForeignKey, type Db } from '../../platform/db.ts'
import { files, type FileRow } from '../../platform/tables.ts'
import {
  categories,
  productPictures,
  products,
  stockLevels,
  stockMovements,
  variants,
  type CategoryRow,
  type ProductRow,
  type VariantRow,
} from './tables.ts'

export type EditedVariant = VariantRow & { onHand: number | null; reserved: number; lowStockAt: number | null }
export type EditedProduct = {
  product: ProductRow
  variants: EditedVariant[]
  pictures: { id: string; alt: ProductRow['name']; file: Pick<FileRow, 'id' | 'sizes'> }[]
}

/** A product with all that staff see of it, whatever its status. */
export async function findEditedProduct(db: Db, productId: string): Promise<EditedProduct | undefined> {
  const [product] = await db.select().from(products).where(eq(products.id, productId))
  if (!product) return undefined
  const variantRows = await db
    .select({ variant: variants, onHand: stockLevels.onHand, reserved: stockLevels.reserved, lowStockAt: stockLevels.lowStockAt })
    .from(variants)
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(eq(variants.productId, productId))
    .orderBy(desc(variants.isActive), asc(variants.position), asc(variants.id))
  const pictures = await db
    .select({ id: productPictures.id, alt: productPictures.alt, file: { id: files.id, sizes: files.sizes } })
    .from(productPictures)
    .innerJoin(files, eq(files.id, productPictures.fileId))
    .where(eq(productPictures.productId, productId))
    .orderBy(asc(productPictures.position), asc(productPictures.id))
  return {
    product,
    variants: variantRows.map(({ variant, ...level }) => ({ ...variant, ...level, reserved: level.reserved ?? 0 })),
    pictures,
  }
}

export type ProductListQuery = {
  words: string | undefined
  status: ProductStatus | undefined
  lowOnly: boolean
  after: { createdAt: Date; id: string } | undefined
  limit: number
}

/** Newest first, one row a product with the sums of its active variants; one more than `limit` when there are more. */
export function selectProductRows(db: Db, { words, status, lowOnly, after, limit }: ProductListQuery) {
  const levels = db
    .select({
      productId: variants.productId,
      price: sql<string>`min(${variants.price})::text`.as('price'),
      onHand: sql<number | null>`sum(${stockLevels.onHand})::int`.as('on_hand'),
      reserved: sql<number | null>`sum(${stockLevels.reserved})::int`.as('reserved'),
      lowStock: sql<boolean | null>`bool_or(${stockLevels.onHand} - ${stockLevels.reserved} <= ${stockLevels.lowStockAt})`.as('low_stock'),
    })
    .from(variants)
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(eq(variants.isActive, true))
    .groupBy(variants.productId)
    .as('levels')
  const firstPicture = sql`(
    select ${productPictures.fileId} from ${productPictures} where ${productPictures.productId} = ${products.id}
    order by ${productPictures.position}, ${productPictures.id} limit 1)`
  return db
    .select({
      product: products,
      price: levels.price,
      onHand: levels.onHand,
      reserved: levels.reserved,
      lowStock: levels.lowStock,
      file: { id: files.id, sizes: files.sizes },
    })
    .from(products)
    .leftJoin(levels, eq(levels.productId, products.id))
    .leftJoin(files, eq(files.id, firstPicture))
    .where(
      and(
        status && eq(products.status, status),
        lowOnly ? sql`${levels.lowStock}` : undefined,
        after && sql`(${products.createdAt}, ${products.id}) < (${after.createdAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
        words ? matches(db, words) : undefined,
      ),
    )
    .orderBy(desc(products.createdAt), desc(products.id))
    .limit(limit + 1)
}

function matches(db: Db, words: string): SQL | undefined {
  const pattern = `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const bySku = db
    .select({ id: variants.id })
    .from(variants)
    .where(and(eq(variants.productId, products.id), ilike(variants.sku, pattern)))
  return or(ilike(products.slug, pattern), sql`${products.name}::text ilike ${pattern}`, exists(bySku))
}

/** Without a place of its own it comes last. */
export async function insertProduct(db: Db, row: Omit<ProductRow, 'position'> & { position?: number }): Promise<void> {
  await db.insert(products).values({ position: sql`(select coalesce(max(${products.position}), 0) + 1 from ${products})`, ...row })
}

/** Changes the product only if it still is the version that was edited. */
export async function updateProduct(db: Db, productId: string, version: number, changes: Partial<ProductRow>): Promise<boolean> {
  const changed = await db
    .update(products)
    .set({ ...changes, version: sql`${products.version} + 1` })
    .where(and(eq(products.id, productId), eq(products.version, version)))
    .returning({ id: products.id })
  return changed.length > 0
}

export async function archiveProduct(db: Db, productId: string, at: Date): Promise<void> {
  await db
    .update(products)
    .set({ status: 'archived', updatedAt: at, version: sql`${products.version} + 1` })
    .where(eq(products.id, productId))
}

/** Counts as an edit, for pictures and the like: an open editor notices. Locks the product until the transaction ends. */
export async function touchProduct(db: Db, productId: string, at: Date): Promise<void> {
  await db
    .update(products)
    .set({ updatedAt: at, version: sql`${products.version} + 1` })
    .where(eq(products.id, productId))
}

export async function insertVariants(db: Db, rows: readonly (typeof variants.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(variants).values([...rows])
}

export async function updateVariant(db: Db, { id, ...changes }: Omit<VariantRow, 'fileId'>): Promise<void> {
  await db.update(variants).set(changes).where(eq(variants.id, id))
}

/** Takes variants away: for good when nothing ever referred to them, otherwise off the shelf, since carts and orders do. */
export async function removeVariants(db: Db, variantIds: readonly string[]): Promise<void> {
  for (const id of variantIds) {
    await db
      .transaction(async (tx) => {
        await tx.delete(stockLevels).where(eq(stockLevels.variantId, id))
        await tx.delete(variants).where(eq(variants.id, id))
      })
      .catch(async (error: unknown) => {
        if (violatedForeignKey(error) === undefined) throw error
        await db.update(variants).set({ isActive: false }).where(eq(variants.id, id))
      })
  }
}

export async function insertStockLevels(db: Db, rows: readonly { variantId: string; onHand: number; lowStockAt: number }[]): Promise<void> {
  if (rows.length > 0) await db.insert(stockLevels).values([...rows])
}

export async function insertStockMovements(db: Db, rows: readonly (typeof stockMovements.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(stockMovements).values([...rows])
}

export async function updateLowStockAt(db: Db, variantId: string, lowStockAt: number): Promise<void> {
  await db.update(stockLevels).set({ lowStockAt }).where(eq(stockLevels.variantId, variantId))
}

/** Stops counting a variant. @returns false while some of it is promised to orders */
export async function deleteStockLevel(db: Db, variantId: string): Promise<boolean> {
  const deleted = await db
    .delete(stockLevels)
    .where(and(eq(stockLevels.variantId, variantId), eq(stockLevels.reserved, 0)))
    .returning({ id: stockLevels.variantId })
  return deleted.length > 0
}

/** Far more than a shop holds, and far from where an integer column ends. */
const mostOnHand = 1_000_000_000

/** Adds `delta` unless what is left would not cover what is promised. */
export async function adjustStockLevel(
  db: Db,
  variantId: string,
  delta: number,
): Promise<{ onHand: number; reserved: number } | undefined> {
  const [level] = await db
    .update(stockLevels)
    .set({ onHand: sql`${stockLevels.onHand} + ${delta}` })
    .where(
      and(
        eq(stockLevels.variantId, variantId),
        sql`${stockLevels.onHand} + ${delta} >= ${stockLevels.reserved}`,
        sql`${stockLevels.onHand} + ${delta} <= ${mostOnHand}`,
      ),
    )
    .returning({ onHand: stockLevels.onHand, reserved: stockLevels.reserved })
  return level
}

/** Which product a variant is of, and how many there are of it. */
export async function findVariantStock(db: Db, variantId: string) {
  const [row] = await db
    .select({ productId: variants.productId, sku: variants.sku, onHand: stockLevels.onHand, reserved: stockLevels.reserved })
    .from(variants)
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(eq(variants.id, variantId))
  return row
}

export async function findFileByHash(db: Db, hash: string): Promise<FileRow | undefined> {
  const [row] = await db.select().from(files).where(eq(files.hash, hash))
  return row
}

/** @returns the file kept under this hash: the new one, or the one that was there first. */
export async function keepFile(db: Db, row: FileRow): Promise<FileRow | undefined> {
  const [kept] = await db.insert(files).values(row).onConflictDoNothing({ target: files.hash }).returning()
  return kept ?? findFileByHash(db, row.hash)
}

/** Adds a picture behind the others. */
export async function insertPicture(
  db: Db,
  row: { id: string; productId: string; fileId: string; alt: ProductRow['name'] },
): Promise<void> {
  await db.insert(productPictures).values({
    ...row,
    position: sql`(select coalesce(max(${productPictures.position}), -1) + 1 from ${productPictures} where ${productPictures.productId} = ${row.productId})`,
  })
}

export async function deletePictures(db: Db, pictureIds: readonly string[]): Promise<void> {
  if (pictureIds.length > 0) await db.delete(productPictures).where(inArray(productPictures.id, [...pictureIds]))
}

export async function placePicture(db: Db, pictureId: string, position: number): Promise<void> {
  await db.update(productPictures).set({ position }).where(eq(productPictures.id, pictureId))
}

/** Every category with how many products on the shelf it holds. */
export function selectCategories(db: Db) {
  const productCount = sql<number>`(select count(*)::int from ${products} where ${products.categoryId} = ${categories.id} and ${products.status} = 'active')`
  return db
    .select({ category: categories, productCount, file: { id: files.id, sizes: files.sizes } })
    .from(categories)
    .leftJoin(files, eq(files.id, categories.fileId))
    .orderBy(asc(categories.position), asc(categories.id))
}

export async function findCategory(db: Db, categoryId: string): Promise<CategoryRow | undefined> {
  const [row] = await db.select().from(categories).where(eq(categories.id, categoryId))
  return row
}

export async function insertCategory(db: Db, row: Omit<CategoryRow, 'fileId'>): Promise<void> {
  await db.insert(categories).values(row)
}

export async function updateCategory(db: Db, categoryId: string, changes: Partial<CategoryRow>): Promise<void> {
  await db.update(categories).set(changes).where(eq(categories.id, categoryId))
}
