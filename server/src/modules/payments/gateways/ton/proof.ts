import { createHash, createPublicKey, verify } from 'node:crypto'
import type { WalletProof } from 'shared/payments.schema'
import { asRaw } from './address.ts'

/** How old a signature may be, and how far ahead of us a phone's clock. */
const oldestSeconds = 600
const aheadSeconds = 60

/**
 * Whether a wallet signed our challenge for our site (docs.ton.org, TON Connect, "ton_proof"): the same bytes put together
 * again, under the key that the account itself names. The caller says that the payload is ours.
 */
export function isProven(
  { address, proof }: WalletProof,
  { publicKey, host, now }: { publicKey: Uint8Array; host: string; now: Date },
): boolean {
  const raw = asRaw(address)
  const seconds = now.getTime() / 1000
  if (!raw || proof.domain.value !== host || proof.domain.lengthBytes !== Buffer.byteLength(host)) return false
  if (proof.timestamp < seconds - oldestSeconds || proof.timestamp > seconds + aheadSeconds) return false
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') }, format: 'jwk' })
  return verify(null, proofBytes(raw, proof), key, Buffer.from(proof.signature, 'base64'))
}

/** What a wallet signs. */
export function proofBytes(
  raw: string,
  { domain, timestamp, payload }: Pick<WalletProof['proof'], 'domain' | 'timestamp' | 'payload'>,
): Buffer {
  const [chain = '0', hash = ''] = raw.split(':')
  const workchain = Buffer.alloc(4)
  workchain.writeInt32BE(Number(chain))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(domain.lengthBytes)
  const time = Buffer.alloc(8)
  time.writeBigUInt64LE(BigInt(timestamp))
  const parts = ['ton-proof-item-v2/', workchain, Buffer.from(hash, 'hex'), length, domain.value, time, payload]
  const message = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
  return sha256(Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.from('ton-connect'), sha256(message)]))
}

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
