import type { z } from 'zod'
import type { AdminProductPage, AdminProductQuery } from 'shared/catalog.schema'
import type { StaffContext } from '../../context.ts'
import { asCursor, parseMomentCursor } from '../../platform/cursor.ts'
import { asAdminProductCard } from './present-admin.ts'
import { selectProductRows } from './queries-admin.ts'

/** Newest first. One statement a page. */
export async function listAdminProducts(
  ctx: StaffContext,
  query: z.output<typeof AdminProductQuery>,
): Promise<z.infer<typeof AdminProductPage>> {
  const rows = await selectProductRows(ctx.db, {
    words: query.q || undefined,
    status: query.stock ? 'active' : query.status,
    lowOnly: query.stock === 'low',
    after: placeOf(query.cursor),
    limit: query.limit,
  })
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)?.product
  const reader = { currency: ctx.config.shop.currency, language: ctx.actor.language }
  return {
    items: page.map((row) => asAdminProductCard(row, reader)),
    ...(rows.length > page.length && last ? { nextCursor: asCursor([last.createdAt.getTime(), last.id]) } : {}),
  }
}

function placeOf(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const place = parseMomentCursor(cursor)
  return place && { createdAt: place.at, id: place.id }
}
