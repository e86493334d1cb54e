import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
import type { Place } from './queries-read.ts'

/** Where a page of orders goes on. @throws request/invalid when the cursor is none of an order list */
export function parsePlace(cursor: string | undefined): Place | undefined {
  const [at, id] = parseCursor(cursor, 2) ?? []
  if (at === undefined) return undefined
  const moment = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) ? new Date(at) : undefined
  const isId = typeof id === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)
  if (!moment || Number.isNaN(moment.getTime()) || !isId) {
    throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
  }
  return { at: moment.toISOString(), id }
}

export function placeAfter({ placedAt, id }: { placedAt: Date; id: string }): string {
  return asCursor([placedAt.toISOString(), id])
}
