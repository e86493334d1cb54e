import { verify, X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { crc32 } from 'node:zlib'
import type { Clock } from '../../../../platform/clock.ts'
import type { RawRequest } from '../gateway.ts'

export const signatureHeaders = [
  'paypal-transmission-id',
  'paypal-transmission-time',
  'paypal-transmission-sig',
  'paypal-cert-url',
  'paypal-auth-algo',
] as const

const fetchMs = 5_000
/** What did not come is not asked for again at once: anybody can name an address. */
const restMs = 30_000
/** They have few certificates and change them rarely. */
const mostCertificates = 20
const longest = 64 * 1024

type Kept = { certificate: Promise<X509Certificate | undefined>; failedAt?: number }

/**
 * Checks a webhook without asking PayPal about it (developer.paypal.com/api/rest/webhooks/rest, "self verification"):
 * RSA-SHA256 over `transmission id|time|webhook id|crc32 of the bytes`, by the certificate at their address.
 */
export function signatureCheck(config: { webhookId: string; certificateOrigin: string | undefined }, clock: Clock) {
  const known = new Map<string, Kept>()

  async function certificateAt(address: string): Promise<X509Certificate | undefined> {
    const kept = known.get(address)
    const isTired = kept?.failedAt !== undefined && clock.now().getTime() - kept.failedAt >= restMs
    if (kept && !isTired) return kept.certificate
    const fresh: Kept = { certificate: fetchCertificate(address) }
    known.delete(address)
    known.set(address, fresh)
    for (const oldest of known.keys()) {
      if (known.size <= mostCertificates) break
      known.delete(oldest)
    }
    fresh.certificate = fresh.certificate.catch((error: unknown) => {
      fresh.failedAt = clock.now().getTime()
      if (error instanceof NotTheirs) throw error
      return undefined
    })
    return fresh.certificate
  }

  return async ({ headers, body }: RawRequest): Promise<'verified' | 'forged' | 'unverifiable'> => {
    const [id, time, signature, address, algorithm] = signatureHeaders.map((name) => headers[name] ?? '')
    if (!id || !time || !signature || !address || algorithm !== 'SHA256withRSA') return 'forged'
    if (!isTheirAddress(address, config.certificateOrigin)) return 'forged'
    let certificate: X509Certificate | undefined
    try {
      certificate = await certificateAt(address)
    } catch {
      return 'forged'
    }
    // Nobody can say now: they will send it again.
    if (!certificate) return 'unverifiable'
    const now = clock.now()
    if (now < certificate.validFromDate || now > certificate.validToDate) return 'forged'
    const signed = Buffer.from(`${id}|${time}|${config.webhookId}|${crc32(body)}`)
    const fits = verify('RSA-SHA256', signed, certificate.publicKey, Buffer.from(signature, 'base64'))
    return fits ? 'verified' : 'forged'
  }
}

/** What came from their address is no certificate of theirs. */
class NotTheirs extends Error {}

function isTheirAddress(address: string, sandbox: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, origin, username } = new URL(address)
  if (sandbox !== undefined && origin === sandbox) return true
  return protocol === 'https:' && port === '' && username === '' && hostname.endsWith('.paypal.com')
}

/** @throws NotTheirs when there is an answer that cannot be theirs; anything else where there is none. */
async function fetchCertificate(address: string): Promise<X509Certificate> {
  const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(fetchMs) })
  if (answer.status >= 500) throw new Error(`No certificate: ${answer.status}`)
  if (!answer.ok) throw new NotTheirs(`No certificate: ${answer.status}`)
  const text = await answer.text()
  try {
    if (text.length > longest) throw new Error('too long')
    return checkedChain(text)
  } catch (error) {
    throw new NotTheirs('No certificate of theirs', { cause: error })
  }
}

/**
 * The first certificate is who signs, each next one its issuer: their own chain must hold, and where its end names a root
 * this machine knows, that root must have signed it. They may leave issuers out; then https to their own name vouches.
 */
function checkedChain(pem: string): X509Certificate {
  const chain = [...pem.matchAll(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)].map(
    ([text]) => new X509Certificate(text),
  )
  const [first] = chain
  if (!first) throw new Error('none')
  if (!/(^|\.)paypal\.com$/m.test(nameOf(first))) throw new Error('of somebody else')
  for (const [place, certificate] of chain.entries()) {
    const issuer = chain[place + 1]
    if (issuer && !(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey))) throw new Error('broken chain')
  }
  const last = chain.at(-1)
  const root = last && rootsBy().get(last.issuer)
  if (last && root && !last.verify(root.publicKey)) throw new Error('not signed by its root')
  return first
}

const nameOf = ({ subject }: X509Certificate) => /^CN=(.+)$/m.exec(subject)?.[1] ?? ''

let roots: Map<string, X509Certificate> | undefined
function rootsBy(): Map<string, X509Certificate> {
  roots ??= new Map(rootCertificates.map((text) => new X509Certificate(text)).map((root) => [root.subject, root]))
  return roots
}
