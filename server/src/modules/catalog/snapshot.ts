import type { Language } from 'shared/locale'
import { createAnswers, type Answers } from './answers.ts'
import { createProductSearch, type ProductSearch } from './search.ts'
import type { ShelfCategory, ShelfProduct } from './shelf.ts'

/** The shelf at one moment, and the answers already made from it. */
export type Snapshot = {
  products: readonly ShelfProduct[]
  categories: readonly ShelfCategory[]
  byId: ReadonlyMap<string, ShelfProduct>
  bySlug: ReadonlyMap<string, ShelfProduct>
  /** How many were sold of late, by product. */
  sold: ReadonlyMap<string, number>
  answers: Answers
  /** Made when somebody first searches. */
  search(language: Language): ProductSearch
  /** Takes over newer counts; answers made with the old ones are forgotten. Variants not named are not counted. */
  setAvailable(rows: readonly { variantId: string; available: number }[]): void
}

type Parts = { products: ShelfProduct[]; categories: ShelfCategory[]; sold: ReadonlyMap<string, number> }

export function createSnapshot({ products, categories, sold }: Parts): Snapshot {
  const answers = createAnswers()
  const searches = new Map<Language, ProductSearch>()
  return {
    products,
    categories,
    byId: new Map(products.map((product) => [product.id, product])),
    bySlug: new Map(products.map((product) => [product.slug, product])),
    sold,
    answers,
    search(language) {
      const made = searches.get(language) ?? createProductSearch(products, categories, language)
      searches.set(language, made)
      return made
    },
    setAvailable(rows) {
      const counts = new Map(rows.map((row) => [row.variantId, row.available]))
      let changed = false
      for (const product of products) {
        for (const variant of product.variants) {
          const available = counts.get(variant.id) ?? null
          if (variant.available === available) continue
          variant.available = available
          changed = true
        }
      }
      if (changed) answers.clear()
    },
  }
}
