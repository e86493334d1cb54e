import { inArray } from 'drizzle-orm'
import type { Db } from '../../platform/db.ts'
import { categories, productPictures, products, stockLevels, stockMovements, variants } from './tables.ts'

type Rows = {
  categories: (typeof categories.$inferInsert)[]
  products: (typeof products.$inferInsert)[]
  variants: (typeof variants.$inferInsert)[]
  stockLevels: (typeof stockLevels.$inferInsert)[]
  stockMovements: (typeof stockMovements.$inferInsert)[]
  pictures: (typeof productPictures.$inferInsert)[]
}

/** A whole shop in one statement a table. */
export async function insertCatalog(db: Db, rows: Rows): Promise<void> {
  if (rows.categories.length > 0) await db.insert(categories).values(rows.categories)
  if (rows.products.length > 0) await db.insert(products).values(rows.products)
  if (rows.variants.length > 0) await db.insert(variants).values(rows.variants)
  if (rows.stockLevels.length > 0) await db.insert(stockLevels).values(rows.stockLevels)
  if (rows.stockMovements.length > 0) await db.insert(stockMovements).values(rows.stockMovements)
  if (rows.pictures.length > 0) await db.insert(productPictures).values(rows.pictures)
}

/** Whether there is nothing to sell yet, not even a draft. */
export async function isCatalogEmpty(db: Db): Promise<boolean> {
  const [row] = await db.select({ id: products.id }).from(products).limit(1)
  return !row
}

export async function variantIdsBySku(db: Db, skus: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .select({ sku: variants.sku, id: variants.id })
    .from(variants)
    .where(inArray(variants.sku, [...skus]))
  return new Map(rows.map(({ sku, id }) => [sku, id]))
}
