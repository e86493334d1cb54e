import type { AuditEntry } from 'shared/admin.schema'
import type { Page } from 'shared/page'
import type { StaffContext } from '../../context.ts'
import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
import { listAudit } from './queries.ts'

/** What staff changed, newest first. @throws request/invalid for a cursor of another list */
export async function showAudit(
  ctx: StaffContext,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<AuditEntry>> {
  const [below] = parseCursor(cursor, 1) ?? []
  if (below !== undefined && !Number.isSafeInteger(below))
    throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
  const found = await listAudit(ctx.db, { below: below as number | undefined, limit: limit + 1 })
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return {
    items: rows.map((row) => ({
      id: String(row.id),
      at: row.at.toISOString(),
      actor: row.actor,
      action: row.action,
      subject: `${row.subjectType}:${row.subjectId}`,
      facts: row.facts,
    })),
    ...(found.length > limit && last ? { nextCursor: asCursor([last.id]) } : {}),
  }
}
