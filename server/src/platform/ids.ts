import { randomBytes, randomInt } from 'node:crypto'
import { v7 } from 'uuid'

/** A row's id: UUID version 7, so that new rows lie together in the index. */
export function newId(): string {
  return v7()
}

/** What may be asked of a column of ids: PostgreSQL refuses anything else. */
export function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}

/** An unguessable secret of 256 bits, safe in a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Letters and digits that cannot be mistaken for each other when read aloud (Crockford's base 32 without U). */
const readable = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** An order's number: `DK-7QM2-K9XT`. 40 random bits: readable, and no way to tell how many orders there are. */
export function newOrderNumber(): string {
  const part = () => Array.from({ length: 4 }, () => readable[randomInt(readable.length)]).join('')
  return `DK-${part()}-${part()}`
}
