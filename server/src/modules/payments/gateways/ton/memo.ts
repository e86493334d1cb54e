import { createHash } from 'node:crypto'

/** Crockford's letters: none can be taken for another. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 12

/** What must be written with a payment. Derived from its id, so that beginning twice asks for the same. */
export function memoOf(paymentId: string): string {
  const hash = createHash('sha256').update(`ton memo ${paymentId}`).digest()
  return [...hash.subarray(0, length)].map((byte) => letters[byte % letters.length]).join('')
}

/** As people type it: any case, with spaces, dashes, and letters taken for digits. Undefined when it is none of ours. */
export function readMemo(text: string | null): string | undefined {
  const memo = text?.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return memo?.length === length && [...memo].every((letter) => letters.includes(letter)) ? memo : undefined
}

/** A number of the same payment, for contracts that want one. */
export function queryIdOf(paymentId: string): bigint {
  return createHash('sha256').update(`ton query ${paymentId}`).digest().readBigUInt64BE(0)
}
