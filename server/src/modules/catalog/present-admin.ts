import type { AdminCategory, AdminProduct, AdminProductCard, Picture } from 'shared/catalog.schema'
import type { Currency } from 'shared/currencies'
import { localText, type Language } from 'shared/locale'
import { asPicture, type PictureFile } from './picture.ts'
import type { EditedProduct, EditedVariant, selectCategories, selectProductRows } from './queries-admin.ts'

const usualLowStockAt = 3

export function asAdminProduct({ product, variants, pictures }: EditedProduct): AdminProduct {
  const { id, slug, kind, status, name, subtitle, description, facts, categoryId, hue, featured, banner, position, options, version } =
    product
  return {
    id,
    slug,
    kind,
    status,
    name,
    subtitle,
    description,
    facts,
    categoryId,
    hue,
    featured,
    banner,
    position,
    options,
    version,
    variants: variants.map(asAdminVariant),
    pictures: pictures.flatMap((picture) => asOrderedPicture(picture) ?? []),
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
  }
}

export function asAdminProductCard(
  row: Awaited<ReturnType<typeof selectProductRows>>[number],
  { currency, language }: { currency: Currency; language: Language },
): AdminProductCard {
  const { product } = row
  const name = localText(product.name, language)
  return {
    id: product.id,
    slug: product.slug,
    name,
    kind: product.kind,
    status: product.status,
    picture: asPicture(row.file, name),
    hue: product.hue,
    price: { amount: row.price ?? '0', currency },
    onHand: row.onHand,
    reserved: row.reserved ?? 0,
    lowStock: row.lowStock ?? false,
  }
}

export function asAdminCategory({ category, file, productCount }: Awaited<ReturnType<typeof selectCategories>>[number]): AdminCategory {
  const { id, slug, name, hue, position, isActive } = category
  return { id, slug, name, hue, position, isActive, picture: asPicture(file, name.en), productCount }
}

function asAdminVariant(variant: EditedVariant): AdminProduct['variants'][number] {
  return {
    id: variant.id,
    sku: variant.sku,
    options: variant.options,
    price: variant.price.toString(),
    compareAt: variant.compareAt?.toString() ?? null,
    stars: variant.stars?.toString() ?? null,
    weightGrams: variant.weightGrams,
    onHand: variant.onHand,
    lowStockAt: variant.lowStockAt ?? usualLowStockAt,
    digitalContent: variant.digitalContent,
    isActive: variant.isActive,
    reserved: variant.reserved,
  }
}

/** Named by its place in the product, not by its file: one file may be shown twice. */
function asOrderedPicture({ id, alt, file }: { id: string; alt: { en: string }; file: PictureFile }): Picture | null {
  const picture = asPicture(file, alt.en)
  return picture && { ...picture, id }
}
