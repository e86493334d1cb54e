import type { Banner, Category, Home, Product, ProductCard, Variant } from 'shared/catalog.schema'
import type { Currency } from 'shared/currencies'
import { localText, type Language } from 'shared/locale'
import type { MoneyJson } from 'shared/money'
import { asPicture } from './picture.ts'
import type { ShelfCategory, ShelfProduct, ShelfVariant } from './shelf.ts'
import type { Snapshot } from './snapshot.ts'
import { variantTitle } from './variant-title.ts'

const railLength = 8
const goesWithLength = 6

export function asCard(product: ShelfProduct, language: Language): ProductCard {
  const { variants } = product
  const cheapest = variants.reduce((least, variant) => (variant.price < least.price ? variant : least))
  const name = localText(product.name, language)
  return {
    id: product.id,
    slug: product.slug,
    name,
    subtitle: localText(product.subtitle, language),
    kind: product.kind,
    hue: product.hue,
    picture: asPicture(product.pictures[0]?.file, name),
    price: asPrice(cheapest.price, product.currency),
    compareAt: cheapest.compareAt === null ? null : asPrice(cheapest.compareAt, product.currency),
    stars: cheapest.stars === null ? null : asPrice(cheapest.stars, 'XTR'),
    priceVaries: variants.some((variant) => variant.price !== cheapest.price),
    onlyVariantId: variants.length === 1 ? (variants[0]?.id ?? null) : null,
    available: availableOf(variants),
    isNew: product.isNew,
    categorySlug: product.categorySlug,
  }
}

export function asProduct(snapshot: Snapshot, product: ShelfProduct, language: Language): Product {
  return {
    ...asCard(product, language),
    description: localText(product.description, language),
    facts: product.facts.map((fact) => ({ label: localText(fact.label, language), value: localText(fact.value, language) })),
    pictures: product.pictures.flatMap(({ file, alt }) => asPicture(file, localText(alt, language)) ?? []),
    options: product.options.map((option) => ({
      key: option.key,
      name: localText(option.name, language),
      values: option.values.map((value) => ({ key: value.key, name: localText(value.name, language) })),
    })),
    variants: product.variants.map((variant) => asVariant(product, variant, language)),
    goesWith: goesWith(snapshot, product).map((other) => asCard(other, language)),
  }
}

export function asHome(snapshot: Snapshot, language: Language): Home {
  const { products, sold } = snapshot
  const physical = products.filter((product) => product.kind === 'physical')
  const picked = products.filter((product) => product.featured)
  const bySold = physical
    .filter((product) => !product.featured || sold.has(product.id))
    .toSorted((a, b) => (sold.get(b.id) ?? 0) - (sold.get(a.id) ?? 0))
  const fresh = products.filter((product) => product.isNew).toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
  const rails = [
    { key: 'picked', items: picked },
    { key: 'favourites', items: bySold },
    { key: 'new', items: fresh },
  ] as const
  return {
    banners: products.flatMap((product) => asBanner(product, language) ?? []),
    categories: snapshot.categories.filter((category) => category.productCount > 0).map((category) => asCategory(category, language)),
    rails: rails
      .filter((rail) => rail.items.length > 0)
      .map((rail) => ({ key: rail.key, items: rail.items.slice(0, railLength).map((product) => asCard(product, language)) })),
  }
}

/** What to show beside a product: the same kind of goods, from other categories first. */
function goesWith({ products }: Snapshot, product: ShelfProduct): ShelfProduct[] {
  const others = products.filter((other) => other.id !== product.id && other.kind === product.kind)
  const elsewhere = others.filter((other) => other.categoryId !== product.categoryId)
  const beside = others.filter((other) => other.categoryId === product.categoryId)
  return [...elsewhere, ...beside].slice(0, goesWithLength)
}

function asVariant(product: ShelfProduct, variant: ShelfVariant, language: Language): Variant {
  return {
    id: variant.id,
    sku: variant.sku,
    options: variant.options,
    title: variantTitle(product.options, variant.options, language),
    price: asPrice(variant.price, product.currency),
    compareAt: variant.compareAt === null ? null : asPrice(variant.compareAt, product.currency),
    stars: variant.stars === null ? null : asPrice(variant.stars, 'XTR'),
    available: variant.available,
    picture: asPicture(variant.file, localText(product.name, language)),
  }
}

function asBanner(product: ShelfProduct, language: Language): Banner | undefined {
  if (!product.banner) return undefined
  const card = asCard(product, language)
  return {
    productSlug: product.slug,
    eyebrow: localText(product.banner.eyebrow, language),
    title: localText(product.banner.title, language),
    body: localText(product.banner.body, language),
    hue: product.hue,
    picture: card.picture,
    price: card.price,
  }
}

function asCategory(category: ShelfCategory, language: Language): Category {
  const name = localText(category.name, language)
  return {
    id: category.id,
    slug: category.slug,
    name,
    hue: category.hue,
    picture: asPicture(category.file, name),
    productCount: category.productCount,
  }
}

/** Over all variants; not counted as soon as one is not. */
function availableOf(variants: readonly ShelfVariant[]): number | null {
  let sum = 0
  for (const { available } of variants) {
    if (available === null) return null
    sum += available
  }
  return sum
}

function asPrice(amount: bigint, currency: Currency): MoneyJson {
  return { amount: amount.toString(), currency }
}
