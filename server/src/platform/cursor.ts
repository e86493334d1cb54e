import { isUuid } from './ids.ts'
import { requestProblem } from './problem.ts'

/** A place in a keyset-paged list, opaque to the reader: the sort values of the last row seen. */
export function asCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

const notOurs = () => requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })

/** @throws request/invalid when the cursor is not one of ours with `length` values. */
export function parseCursor(cursor: string | undefined, length: number): (string | number)[] | undefined {
  if (!cursor) return undefined
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === 'string' || Number.isFinite(value))) {
      return values as (string | number)[]
    }
  } catch {
    // falls through to the problem
  }
  throw notOurs()
}

/**
 * The place in a list that goes by a moment and an id. The moment may be in milliseconds or as ISO text.
 * @throws request/invalid also for a moment that the database does not read: the year 0, and what lies beyond 9999
 */
export function parseMomentCursor(cursor: string | undefined): { at: Date; id: string } | undefined {
  const values = parseCursor(cursor, 2)
  if (!values) return undefined
  const [moment = '', id] = values
  const at = typeof moment === 'number' || /^\d{4}-\d\d-\d\dT/.test(moment) ? new Date(moment) : new Date(Number.NaN)
  const year = at.getUTCFullYear()
  if (!(year >= 1 && year <= 9999) || typeof id !== 'string' || !isUuid(id)) throw notOurs()
  return { at, id }
}
