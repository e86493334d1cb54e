import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Keeps personal data readable only with the key that lies outside the database. */
export type Sealer = {
  /** AES-256-GCM; `purpose` is bound in, so a sealed phone cannot be passed off as an address. */
  seal(purpose: string, value: unknown): string
  /** @throws when it was sealed with another key or for another purpose, or was changed. */
  open<Value>(purpose: string, sealed: string): Value
  /** A signature over text we hand out and want back unchanged (quotes, links). */
  sign(purpose: string, text: string): string
  isSigned(purpose: string, text: string, signature: string): boolean
}

export function createSealer(key: string): Sealer {
  // Made into a key once: from bytes it would be made again at each use.
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', key, 'duka', use, 32)))
  const sealing = derive('seal')
  const signing = derive('sign')
  const sign = (purpose: string, text: string) => createHmac('sha256', signing).update(`${purpose}\n${text}`).digest('base64url')

  return {
    seal(purpose, value) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealing, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return `1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed.slice(2), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, 12)).setAAD(Buffer.from(purpose))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'))
    },
    sign,
    isSigned: (purpose, text, signature) => isSameText(sign(purpose, text), signature),
  }
}

export function hashOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** Compares in a time that tells nothing about where the texts differ. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
