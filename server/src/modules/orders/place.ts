import { asCursor, parseMomentCursor } from '../../platform/cursor.ts'
import type { Place } from './queries-read.ts'

/** Where a page of orders goes on. @throws request/invalid when the cursor is none of an order list */
export function parsePlace(cursor: string | undefined): Place | undefined {
  const place = parseMomentCursor(cursor)
  return place && { at: place.at.toISOString(), id: place.id }
}

export function placeAfter({ placedAt, id }: { placedAt: Date; id: string }): string {
  return asCursor([placedAt.toISOString(), id])
}
