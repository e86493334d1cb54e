import { createHash } from 'node:crypto'

/** A BIP 32 key as wallets export it. Only its public half is any of ours. */
export type ExtendedKey = {
  /** What it begins with: the four bytes that say network, script and whether it can spend. */
  version: number
  /** 3 is an account's. */
  depth: number
  chainCode: Uint8Array
  publicKey: Uint8Array
}

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const bytesOfKey = 78

/** @returns undefined when it is none: mistyped, cut off, or of another kind. Light, because the configuration reads it. */
export function parseExtendedKey(text: string): ExtendedKey | undefined {
  let number = 0n
  for (const letter of text) {
    const digit = alphabet.indexOf(letter)
    if (digit < 0 || text.length > 120) return undefined
    number = number * 58n + BigInt(digit)
  }
  const bytes = Buffer.from(number.toString(16).padStart((bytesOfKey + 4) * 2, '0'), 'hex')
  if (bytes.length !== bytesOfKey + 4) return undefined
  const body = bytes.subarray(0, bytesOfKey)
  if (!sha256(sha256(body)).subarray(0, 4).equals(bytes.subarray(bytesOfKey))) return undefined
  return { version: body.readUInt32BE(0), depth: body.readUInt8(4), chainCode: body.subarray(13, 45), publicKey: body.subarray(45) }
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
