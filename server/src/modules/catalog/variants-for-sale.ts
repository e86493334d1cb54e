import type { Picture } from 'shared/catalog.schema'
import type { ProductKind } from 'shared/catalog'
import { localText, type Language } from 'shared/locale'
import type { Db } from '../../platform/db.ts'
import { asPicture, type PictureFile } from './picture.ts'
import { selectVariantsForSale, type ForSaleRead } from './queries.ts'
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
  file: PictureFile | null
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
  const read = await selectVariantsForSale(db, variantIds)
  return new Map(read.map((variant) => [variant.variantId, asVariantForSale(variant, language)]))
}

export function asVariantForSale(read: ForSaleRead, language: Language): VariantForSale {
  const { status, productOptions, options, isOffered, ...rest } = read
  const name = localText(read.name, language)
  return {
    ...rest,
    name,
    title: variantTitle(productOptions, options, language),
    picture: asPicture(read.file, name),
    price: BigInt(read.price),
    stars: read.stars === null ? null : BigInt(read.stars),
    isActive: isOffered && status === 'active',
  }
}
