export const productKinds = ['physical', 'digital'] as const
export type ProductKind = (typeof productKinds)[number]

export const productStatuses = ['draft', 'active', 'archived'] as const
export type ProductStatus = (typeof productStatuses)[number]

/** Widths (px) each uploaded picture is kept in, as WebP. */
export const pictureWidths = [160, 480, 960] as const

/** The most of one variant a cart may hold. */
export const maxQuantity = 99

/** The most different lines a cart may hold. */
export const maxCartLines = 50
