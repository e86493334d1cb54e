import type { z } from 'zod'
import type { AdminProductPage, AdminProductQuery } from 'shared/catalog.schema'
import { Id } from 'shared/common.schema'
import type { StaffContext } from '../../context.ts'
import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
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
  const [at, id] = parseCursor(cursor, 2) ?? []
  if (at === undefined) return undefined
  const createdAt = new Date(at)
  if (typeof at === 'number' && Id.safeParse(id).success && Number.isFinite(createdAt.getTime())) return { createdAt, id: String(id) }
  throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
}
