import type { StaffContext } from '../../context.ts'
import { asCursor, parseMomentCursor } from '../../platform/cursor.ts'
import { findCases, type CaseRow } from './queries-cases.ts'

export type CaseList = { state: 'open' | 'resolved'; cursor?: string | undefined; limit: number }

/** A page of cases, newest first. @throws request/invalid when the cursor is none of this list */
export async function listCases(
  ctx: StaffContext,
  { state, cursor, limit }: CaseList,
): Promise<{ items: CaseRow[]; nextCursor: string | undefined }> {
  const after = parseMomentCursor(cursor)
  const rows = await findCases(ctx.db, {
    open: state === 'open',
    ...(after ? { after: { createdAt: after.at, id: after.id } } : {}),
    limit: limit + 1,
  })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit), nextCursor: last && asCursor([last.createdAt.toISOString(), last.id]) }
}
