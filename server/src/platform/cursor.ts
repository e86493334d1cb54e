import { requestProblem } from './problem.ts'

/** A place in a keyset-paged list, opaque to the reader: the sort values of the last row seen. */
export function asCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

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
  throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
}
