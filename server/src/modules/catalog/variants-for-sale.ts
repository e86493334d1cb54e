import type { Picture } from 'shared/catalog.schema'
import type { ProductKind } from 'shared/catalog'
import { localText, type Language } from 'shared/locale'
import type { Db } from '../../platform/db.ts'
import { asPicture } from './picture.ts'
import { selectVariantsForSale } from './queries.ts'
import { variantTitle } from './variant-title.ts'

/** A variant as a cart or an order needs it, words in the reader's language. */
export type VariantForSale = {
  variantId: string
  productId: string
  slug: string
  name: string
  /** The chosen values in words: "250 g, whole bean"; empty when there is nothing to choose. */
  title: string
  sku: string
  kind: ProductKind
  hue: number
  fileId: string | null
  picture: Picture | null
  /** Minor units of the shop's currency. */
  price: bigint
  stars: bigint | null
  /** On hand less what is reserved; null when not counted. */
  available: number | null
  /** Whether it may be bought: the variant is active and its product is on the shelf. */
  isActive: boolean
  digitalContent: string
  weightGrams: number
}

/** The truth about these variants now, in one statement; unknown ids are left out. */
export async function variantsForSale(db: Db, variantIds: readonly string[], language: Language): Promise<Map<string, VariantForSale>> {
  if (variantIds.length === 0) return new Map()
  const rows = await selectVariantsForSale(db, variantIds)
  return new Map(
    rows.map((row) => {
      const name = localText(row.name, language)
      const { status, productOptions, options, file, isOffered, ...rest } = row
      return [
        row.variantId,
        {
          ...rest,
          name,
          title: variantTitle(productOptions, options, language),
          fileId: file?.id ?? null,
          picture: asPicture(file, name),
          isActive: isOffered && status === 'active',
        },
      ]
    }),
  )
}
