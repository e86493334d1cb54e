import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
import type { Place } from './queries-read.ts'

/** Where a page of orders goes on. @throws request/invalid when the cursor is none of an order list */
export function parsePlace(cursor: string | undefined): Place | undefined {
  const [at, id] = parseCursor(cursor, 2) ?? []
  if (at === undefined) return undefined
  const isPlace =
    typeof at === 'string' &&
    /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) &&
    !Number.isNaN(Date.parse(at)) &&
    typeof id === 'string' &&
    /^[\da-f-]{36}$/.test(id)
  if (!isPlace) throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
  return { at, id }
}

export function placeAfter({ placedAt, id }: { placedAt: Date; id: string }): string {
  return asCursor([placedAt.toISOString(), id])
}
