import { pictureWidths, type ProductKind, type ProductStatus } from 'shared/catalog'
import type { LocalText } from 'shared/locale'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import type { FileRow } from '../../platform/tables.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import type { EncodedPicture } from './encode-picture.ts'
import { keepPicture } from './keep-picture.ts'
import { insertCatalog } from './queries-seed.ts'
import type { ProductFact, ProductOption, ProductRow } from './tables.ts'

export type SeedCategory = { slug: string; name: LocalText; hue: number; picture: string }

/** A product as the demo shop tells of it. Prices in cents, pictures by the name of their drawing. */
export type SeedProduct = {
  slug: string
  category: string
  kind?: ProductKind
  status?: ProductStatus
  hue: number
  pictures: string[]
  featured?: boolean
  /** How long it has been on the shelf. */
  daysOld: number
  name: LocalText
  subtitle: LocalText
  description: LocalText
  facts?: ProductFact[]
  banner?: NonNullable<ProductRow['banner']>
  options?: ProductOption[]
  variants: {
    sku: string
    options?: Record<string, string>
    price: number
    compareAt?: number
    stars?: number
    weightGrams?: number
    /** Left out when it is not counted. */
    onHand?: number
    digitalContent?: string
    picture?: string
  }[]
}

type Seed = { categories: readonly SeedCategory[]; products: readonly SeedProduct[]; drawings: ReadonlyMap<string, Uint8Array> }

/** Puts a whole shop on the shelf. `drawings` are our own SVGs by name; a stranger's would be refused (encode-picture.ts). */
export async function seedCatalog(ctx: Context, { categories, products, drawings }: Seed): Promise<void> {
  const pictures = new Map<string, FileRow>()
  // Two at a time: each is drawn on a thread of its own, and a small machine has no more.
  const waiting = [...drawings]
  const draw = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) pictures.set(next[0], await keepPicture(ctx, next[1], rasterise))
  }
  await Promise.all([draw(), draw()])
  const pictureOf = (name: string): FileRow => {
    const file = pictures.get(name)
    if (!file) throw new Error(`There is no drawing called ${name}`)
    return file
  }
  const at = ctx.clock.now()
  const categoryRows = categories.map(({ picture, ...category }, position) => ({
    id: newId(),
    ...category,
    fileId: pictureOf(picture).id,
    position,
  }))
  const categoryIds = new Map(categoryRows.map((category) => [category.slug, category.id]))
  const laid = products.map((product, position) => lay(product, position))

  await inTransaction(ctx, async (ctx) => {
    await insertCatalog(ctx.db, {
      categories: categoryRows,
      products: laid.map(({ product }) => product),
      variants: laid.flatMap(({ variants }) => variants),
      stockLevels: laid.flatMap(({ levels }) => levels),
      stockMovements: laid.flatMap(({ levels }) =>
        levels
          .filter(({ onHand }) => onHand > 0)
          .map(({ variantId, onHand }) => ({ id: newId(), variantId, delta: onHand, reason: 'initial' as const, at })),
      ),
      pictures: laid.flatMap(({ pictures }) => pictures),
    })
    catalogChanged(ctx)
  })

  function lay(seed: SeedProduct, position: number) {
    const {
      category,
      pictures,
      daysOld,
      variants,
      kind = 'physical',
      status = 'active',
      featured = false,
      facts = [],
      options = [],
      banner = null,
      ...words
    } = seed
    const id = newId()
    const createdAt = later(at, -daysOld * 86_400)
    const product = {
      id,
      ...words,
      kind,
      status,
      featured,
      facts,
      options,
      banner,
      categoryId: categoryIds.get(category) ?? null,
      position,
      createdAt,
      updatedAt: createdAt,
    }
    const rows = variants.map(({ price, compareAt, stars, onHand, picture, options = {}, ...variant }, place) => ({
      row: {
        id: newId(),
        productId: id,
        ...variant,
        options,
        price: BigInt(price),
        compareAt: compareAt === undefined ? null : BigInt(compareAt),
        stars: stars === undefined ? null : BigInt(stars),
        fileId: picture ? pictureOf(picture).id : null,
        position: place,
      },
      onHand,
    }))
    return {
      product,
      variants: rows.map(({ row }) => row),
      levels: rows.flatMap(({ row, onHand }) => (onHand === undefined ? [] : [{ variantId: row.id, onHand }])),
      pictures: pictures.map((name, place) => ({
        id: newId(),
        productId: id,
        fileId: pictureOf(name).id,
        alt: seed.name,
        position: place,
      })),
    }
  }
}

/** Draws an SVG sharply in each kept width; what is not drawn stays transparent, so the screen's hue shows through. */
async function rasterise(svg: Uint8Array): Promise<EncodedPicture> {
  const { default: sharp } = await import('sharp')
  const largest = pictureWidths[pictureWidths.length - 1] ?? 960
  const drawn = await sharp(svg, { density: (72 * largest) / 600 })
    .resize(largest, largest)
    .png({ compressionLevel: 1 })
    .toBuffer()
  const sizes = await Promise.all(
    pictureWidths.map(async (width) => {
      const { data, info } = await sharp(drawn)
        .resize(width)
        .webp({ quality: 86, alphaQuality: 90, effort: 3 })
        .toBuffer({ resolveWithObject: true })
      return { width: info.width, height: info.height, bytes: new Uint8Array(data) }
    }),
  )
  return { sizes }
}
