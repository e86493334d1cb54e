/** An account of TON: the chain it is on and the hash it is known by, without the library that knows all the rest. */
export type FriendlyAddress = { raw: string; isTest: boolean }

/**
 * Reads a user-friendly address (docs.ton.org, "Address formats"): flags, workchain, hash and a checksum in base64, either
 * alphabet. @returns undefined for anything else
 */
export function parseFriendly(address: string): FriendlyAddress | undefined {
  if (!/^[\w+/-]{48}$/.test(address)) return undefined
  const bytes = Buffer.from(address, 'base64url')
  const [flags = 0] = bytes
  if (bytes.length !== 36 || crc16(bytes.subarray(0, 34)) !== bytes.readUInt16BE(34) || (flags & 0x3f) !== 0x11) return undefined
  return { raw: `${bytes.readInt8(1)}:${bytes.subarray(2, 34).toString('hex')}`, isTest: (flags & 0x80) !== 0 }
}

/**
 * The same account as wallets show it: `UQ…` for people's wallets, where coins stay even before there is code; `EQ…` for contracts,
 * which send back what they do not take.
 */
export function asFriendly(raw: string, { isTest, isContract = false }: { isTest: boolean; isContract?: boolean }): string {
  const [chain = '0', hash = ''] = raw.split(':')
  const head = Buffer.alloc(34)
  head[0] = (isContract ? 0x11 : 0x51) | (isTest ? 0x80 : 0)
  head.writeInt8(Number(chain), 1)
  head.write(hash, 2, 'hex')
  const sum = Buffer.alloc(2)
  sum.writeUInt16BE(crc16(head))
  return Buffer.concat([head, sum]).toString('base64url')
}

/** `0:…` in lower case, of whatever a service wrote it as. */
export function asRaw(address: string): string | undefined {
  if (/^-?\d+:[\da-f]{64}$/i.test(address)) return address.toLowerCase()
  return parseFriendly(address)?.raw
}

/** CRC-16/XMODEM */
function crc16(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) sum = ((sum << 1) ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return sum
}
