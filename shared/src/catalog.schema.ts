import { z } from 'zod'
import { maxQuantity, productKinds, productStatuses } from './catalog.ts'
import { Cursor, Id, localText, MoneyJson, Moment, pageOf, text } from './common.schema.ts'

/** A picture in each kept width, smallest first. `url` is a path on the API's origin. */
export const Picture = z
  .object({
    id: z.string(),
    alt: z.string(),
    sizes: z.array(z.object({ width: z.number().int(), height: z.number().int(), url: z.string() })).min(1),
  })
  .meta({ ref: 'Picture' })
export type Picture = z.infer<typeof Picture>

export const Category = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    hue: z.number().int(),
    picture: Picture.nullable(),
    productCount: z.number().int(),
  })
  .meta({ ref: 'Category' })
export type Category = z.infer<typeof Category>

/** A product as it stands in a list; words in the reader's language. */
export const ProductCard = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    /** One short line under the name: "Kenya · 250 g". */
    subtitle: z.string(),
    kind: z.enum(productKinds),
    hue: z.number().int(),
    picture: Picture.nullable(),
    /** The lowest price among its variants. */
    price: MoneyJson,
    compareAt: MoneyJson.nullable(),
    /** For digital goods: what it costs in Stars. */
    stars: MoneyJson.nullable(),
    /** Whether variants differ in price ("from"). */
    priceVaries: z.boolean(),
    /** Set when there is just one variant, so that a list can add it straight away. */
    onlyVariantId: Id.nullable(),
    /** How many can be bought now, over all variants; null when not counted. */
    available: z.number().int().nullable(),
    isNew: z.boolean(),
    categorySlug: z.string().nullable(),
  })
  .meta({ ref: 'ProductCard' })
export type ProductCard = z.infer<typeof ProductCard>

export const Banner = z
  .object({
    productSlug: z.string(),
    eyebrow: z.string(),
    title: z.string(),
    body: z.string(),
    hue: z.number().int(),
    picture: Picture.nullable(),
    price: MoneyJson,
  })
  .meta({ ref: 'Banner' })
export type Banner = z.infer<typeof Banner>

/** The shop's front: everything the first screen needs, the same for everybody who reads this language. */
export const Home = z
  .object({
    banners: z.array(Banner),
    categories: z.array(Category),
    rails: z.array(z.object({ key: z.enum(['picked', 'favourites', 'new']), items: z.array(ProductCard) })),
  })
  .meta({ ref: 'Home' })
export type Home = z.infer<typeof Home>

export const Variant = z
  .object({
    id: Id,
    sku: z.string(),
    /** Option key → value key: `{ size: '250g' }`. */
    options: z.record(z.string(), z.string()),
    /** The chosen values in words: "250 g, whole bean". */
    title: z.string(),
    price: MoneyJson,
    compareAt: MoneyJson.nullable(),
    stars: MoneyJson.nullable(),
    available: z.number().int().nullable(),
    picture: Picture.nullable(),
  })
  .meta({ ref: 'Variant' })
export type Variant = z.infer<typeof Variant>

export const Product = ProductCard.extend({
  description: z.string(),
  /** Short facts in a table: roast, origin, material. */
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  pictures: z.array(Picture),
  options: z.array(z.object({ key: z.string(), name: z.string(), values: z.array(z.object({ key: z.string(), name: z.string() })) })),
  variants: z.array(Variant).min(1),
  goesWith: z.array(ProductCard),
}).meta({ ref: 'Product' })
export type Product = z.infer<typeof Product>

export const productSorts = ['featured', 'newest', 'price_up', 'price_down'] as const
export const ProductQuery = z.object({
  category: z.string().max(60).optional(),
  q: z.string().trim().max(80).optional(),
  sort: z.enum(productSorts).default('featured'),
  kind: z.enum(productKinds).optional(),
  inStock: z.enum(['true', 'false']).optional(),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
export const ProductPage = z.object({
  items: z.array(ProductCard),
  nextCursor: z.string().optional(),
  total: z.number().int(),
  didYouMean: z.string().optional(),
})

export const Favourites = z.object({ items: z.array(ProductCard) })

// ── staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .max(60)
const amount = z.string().regex(/^\d{1,15}$/)
const optionKey = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,29}$/)

export const VariantInput = z.strictObject({
  id: Id.optional(),
  sku: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
  options: z.record(optionKey, optionKey).default({}),
  /** Minor units of the shop's currency. */
  price: amount,
  compareAt: amount.nullable().default(null),
  stars: amount.nullable().default(null),
  weightGrams: z.number().int().min(0).max(1_000_000).default(0),
  /**
   * How many there are when the variant is new or was not counted until now; null when it is not counted (digital
   * goods). Later changes go through stock adjustments, so that an editor's old number does not undo a sale.
   */
  onHand: z.number().int().min(0).max(1_000_000).nullable().default(0),
  lowStockAt: z.number().int().min(0).max(100_000).default(3),
  /** What the customer gets after paying, for digital goods. */
  digitalContent: text(4000, 0).default(''),
  isActive: z.boolean().default(true),
})
export type VariantInput = z.input<typeof VariantInput>

export const ProductInput = z.strictObject({
  slug,
  kind: z.enum(productKinds),
  status: z.enum(productStatuses),
  name: localText(80),
  subtitle: localText(80, 0),
  description: localText(4000, 0),
  facts: z
    .array(z.strictObject({ label: localText(40), value: localText(120) }))
    .max(12)
    .default([]),
  categoryId: Id.nullable(),
  hue: z.number().int().min(0).max(360),
  featured: z.boolean().default(false),
  /** What the front's banner says of it; null takes the banner away. Left out, it stays as it is. */
  banner: z
    .strictObject({ eyebrow: localText(30, 0), title: localText(80), body: localText(140, 0) })
    .nullable()
    .optional(),
  /** Its place among the others. Left out, it stays where it is; a new one comes last. */
  position: z.number().int().min(0).max(100_000).optional(),
  options: z
    .array(
      z.strictObject({
        key: optionKey,
        name: localText(40),
        values: z
          .array(z.strictObject({ key: optionKey, name: localText(40) }))
          .min(1)
          .max(30),
      }),
    )
    .max(3)
    .default([]),
  variants: z.array(VariantInput).min(1).max(60),
  /** The version that was edited, so that two editors do not overwrite each other. Absent for a new product. */
  version: z.int32().min(0).optional(),
})
export type ProductInput = z.input<typeof ProductInput>

export const AdminProduct = z
  .object({
    ...ProductInput.shape,
    id: Id,
    version: z.number().int(),
    pictures: z.array(Picture),
    variants: z.array(z.object({ ...VariantInput.shape, id: Id, reserved: z.number().int() })),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ ref: 'AdminProduct' })
export type AdminProduct = z.infer<typeof AdminProduct>

export const AdminProductCard = z
  .object({
    id: Id,
    slug: z.string(),
    name: z.string(),
    kind: z.enum(productKinds),
    status: z.enum(productStatuses),
    picture: Picture.nullable(),
    hue: z.number().int(),
    price: MoneyJson,
    onHand: z.number().int().nullable(),
    reserved: z.number().int(),
    lowStock: z.boolean(),
  })
  .meta({ ref: 'AdminProductCard' })
export type AdminProductCard = z.infer<typeof AdminProductCard>

export const AdminProductPage = pageOf(AdminProductCard)
export const AdminProductQuery = z.object({
  q: text(80, 0).optional(),
  status: z.enum(productStatuses).optional(),
  /** Only what is on sale and runs low. */
  stock: z.literal('low').optional(),
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})

export const StockAdjustment = z.strictObject({
  delta: z
    .number()
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .refine((n) => n !== 0, 'changes nothing'),
  reason: z.enum(['received', 'counted', 'damaged', 'returned', 'other']),
  note: text(200, 0).default(''),
})
export type StockAdjustment = z.input<typeof StockAdjustment>
export const PictureOrder = z.strictObject({ pictureIds: z.array(Id).max(12) })
export const CategoryInput = z.strictObject({
  slug,
  name: localText(40),
  hue: z.number().int().min(0).max(360),
  position: z.number().int().min(0).max(1000).default(0),
  isActive: z.boolean().default(true),
})
export type CategoryInput = z.input<typeof CategoryInput>

export const AdminCategory = z
  .object({ ...CategoryInput.shape, id: Id, picture: Picture.nullable(), productCount: z.number().int() })
  .meta({ ref: 'AdminCategory' })
export type AdminCategory = z.infer<typeof AdminCategory>
export const AdminCategories = z.object({ items: z.array(AdminCategory) })
export const quantity = z.number().int().min(1).max(maxQuantity)
