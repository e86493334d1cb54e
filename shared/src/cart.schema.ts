import { z } from 'zod'
import { maxCartLines, maxQuantity, productKinds } from './catalog.ts'
import { Picture } from './catalog.schema.ts'
import { Id, MoneyJson } from './common.schema.ts'

export const CartLine = z
  .object({
    variantId: Id,
    productId: Id,
    slug: z.string(),
    name: z.string(),
    title: z.string(),
    kind: z.enum(productKinds),
    hue: z.number().int(),
    picture: Picture.nullable(),
    quantity: z.number().int(),
    unitPrice: MoneyJson,
    /** Set when the price changed since it was put in. */
    priceBefore: MoneyJson.nullable(),
    stars: MoneyJson.nullable(),
    total: MoneyJson,
    available: z.number().int().nullable(),
    /** Why it cannot be bought as it stands. */
    trouble: z.enum(['sold_out', 'too_many', 'gone']).nullable(),
  })
  .meta({ ref: 'CartLine' })
export type CartLine = z.infer<typeof CartLine>

export const Cart = z
  .object({
    lines: z.array(CartLine),
    count: z.number().int(),
    subtotal: MoneyJson,
    goods: z.enum(['none', 'physical', 'digital', 'mixed']),
    version: z.number().int(),
  })
  .meta({ ref: 'Cart' })
export type Cart = z.infer<typeof Cart>

export const LineQuantity = z.strictObject({ quantity: z.number().int().min(0).max(maxQuantity) })
export const CartLines = z.strictObject({
  lines: z
    .array(z.strictObject({ variantId: Id, quantity: z.number().int().min(1).max(maxQuantity) }))
    .max(maxCartLines)
    .refine((lines) => new Set(lines.map((line) => line.variantId.toLowerCase())).size === lines.length, 'names a variant twice'),
})
