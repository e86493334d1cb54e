import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** What signs webhooks: a key and the certificate that is served for it. */
export type Signer = { id: string; pem: string; key: KeyObject }

// Just enough of ASN.1 (X.690) to write a certificate down: node:crypto reads them, but makes none.
const tagged = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x1_00 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}
const sequence = (...parts: Uint8Array[]) => tagged(0x30, ...parts)
const integer = (bytes: Uint8Array) => tagged(0x02, bytes)
const oid = (...bytes: number[]) => tagged(0x06, Buffer.from(bytes))
const bits = (bytes: Uint8Array) => tagged(0x03, Buffer.from([0]), bytes)
const time = (at: Date) => tagged(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, '')))
const rsaWithSha256 = () => sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), tagged(0x05))
const commonName = (text: string) => sequence(tagged(0x31, sequence(oid(0x55, 0x04, 0x03), tagged(0x0c, Buffer.from(text)))))

/** A certificate in its own name, of a fresh key. */
export function newSigner({ name, from, to }: { name: string; from: Date; to: Date }): Signer {
  const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicBytes = publicKey.export({ type: 'spki', format: 'der' })
  const serial = createHash('sha256').update(publicBytes).digest().subarray(0, 8)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01
  const content = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    rsaWithSha256(),
    commonName(name),
    sequence(time(from), time(to)),
    commonName(name),
    publicBytes,
  )
  const certificate = sequence(content, rsaWithSha256(), bits(sign('RSA-SHA256', content, key)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return { id: serial.toString('hex'), pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`, key }
}
