import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
import type { StaffContext } from '../../context.ts'
import { isUuid } from './handle-signal.ts'
import { findCases, type CaseRow } from './queries-cases.ts'

export type CaseList = { state: 'open' | 'resolved'; cursor?: string | undefined; limit: number }

/** A page of cases, newest first. @throws request/invalid when the cursor is none of this list */
export async function listCases(
  ctx: StaffContext,
  { state, cursor, limit }: CaseList,
): Promise<{ items: CaseRow[]; nextCursor: string | undefined }> {
  const after = afterOf(cursor)
  const rows = await findCases(ctx.db, { open: state === 'open', ...(after ? { after } : {}), limit: limit + 1 })
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit), nextCursor: last && asCursor([last.createdAt.toISOString(), last.id]) }
}

function afterOf(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const values = parseCursor(cursor, 2)
  if (!values) return undefined
  const createdAt = new Date(String(values[0]))
  const id = String(values[1])
  // The database knows no year 0, and does not read the form a date has beyond the year 9999. NaN is no year either.
  const year = createdAt.getUTCFullYear()
  const isMoment = year >= 1 && year <= 9999
  if (!isMoment || !isUuid(id)) throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
  return { createdAt, id }
}
