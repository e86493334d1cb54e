import type { LocalText } from 'shared/locale'
import type { Currency } from 'shared/currencies'
import type { PictureFile } from './picture.ts'
import type { Shelf } from './queries.ts'
import type { CategoryRow, ProductRow, VariantRow } from './tables.ts'

export type ShelfVariant = VariantRow & { available: number | null; file: PictureFile | null }

/** A product on the shelf with all that is told of it, whatever the language. */
export type ShelfProduct = ProductRow & {
  currency: Currency
  /** At least one, active, in the merchant's order. */
  variants: ShelfVariant[]
  pictures: { file: PictureFile; alt: LocalText }[]
  categorySlug: string | null
  isNew: boolean
}

export type ShelfCategory = CategoryRow & { file: PictureFile | null; productCount: number }

const newForDays = 30

/** Puts the rows together. Products without an active variant cannot be bought, so they are not on the shelf. */
export function arrangeShelf(
  rows: Shelf,
  { currency, now }: { currency: Currency; now: Date },
): { products: ShelfProduct[]; categories: ShelfCategory[] } {
  const variants = Map.groupBy(rows.variants, ({ variant }) => variant.productId)
  const pictures = Map.groupBy(rows.pictures, (picture) => picture.productId)
  const slugs = new Map(rows.categories.map(({ category }) => [category.id, category.slug]))
  const newSince = now.getTime() - newForDays * 86_400_000

  const products = rows.products
    .map((product): ShelfProduct => ({
      ...product,
      currency,
      variants: (variants.get(product.id) ?? []).map(({ variant, ...rest }) => ({ ...variant, ...rest })),
      pictures: pictures.get(product.id) ?? [],
      categorySlug: slugs.get(product.categoryId ?? '') ?? null,
      isNew: product.createdAt.getTime() > newSince,
    }))
    .filter((product) => product.variants.length > 0)

  const inCategory = Map.groupBy(products, (product) => product.categoryId)
  const categories = rows.categories.map(({ category, file }): ShelfCategory => {
    const held = inCategory.get(category.id) ?? []
    return { ...category, file: file ?? held.find((product) => product.pictures[0])?.pictures[0]?.file ?? null, productCount: held.length }
  })
  return { products, categories }
}
