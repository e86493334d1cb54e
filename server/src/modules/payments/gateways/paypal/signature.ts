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
/** What did not come, or is none of theirs, is not asked for again at once: anybody can name an address. */
const restMs = { unverifiable: 30_000, forged: 600_000 }
/** They have few certificates and change them rarely. */
const mostCertificates = 20
const mostWithout = 1_000
/** So few are asked for at once; whose turn it is not is sent again. */
const mostAtOnce = 4
const longest = 64 * 1024

type Without = keyof typeof restMs

/**
 * Checks a webhook without asking PayPal about it (developer.paypal.com/api/rest/webhooks/rest, "self verification"):
 * RSA-SHA256 over `transmission id|time|webhook id|crc32 of the bytes`, by the certificate at their address. Certificates are kept apart
 * from addresses that have none: no number of those drives one of theirs out.
 */
export function signatureCheck(config: { webhookId: string; certificateOrigin: string | undefined }, clock: Clock) {
  const certificates = new Map<string, X509Certificate>()
  const without = new Map<string, { answer: Without; until: number }>()
  const underWay = new Map<string, Promise<X509Certificate | Without>>()

  async function certificateAt(address: string): Promise<X509Certificate | Without> {
    const certificate = certificates.get(address)
    if (certificate) return certificate
    const none = without.get(address)
    if (none && clock.now().getTime() < none.until) return none.answer
    const asked = underWay.get(address)
    if (asked) return asked
    if (underWay.size >= mostAtOnce) return 'unverifiable'
    const fresh = fetchAndKeep(address).finally(() => underWay.delete(address))
    underWay.set(address, fresh)
    return fresh
  }

  async function fetchAndKeep(address: string): Promise<X509Certificate | Without> {
    try {
      const certificate = await fetchCertificate(address)
      keep(certificates, address, certificate, mostCertificates)
      return certificate
    } catch (error) {
      const answer = error instanceof NotTheirs ? 'forged' : 'unverifiable'
      keep(without, address, { answer, until: clock.now().getTime() + restMs[answer] }, mostWithout)
      return answer
    }
  }

  return async ({ headers, body }: RawRequest): Promise<'verified' | 'forged' | 'unverifiable'> => {
    const [id, time, signature, address, algorithm] = signatureHeaders.map((name) => headers[name] ?? '')
    if (!id || !time || !signature || !address || algorithm !== 'SHA256withRSA') return 'forged'
    if (!isTheirAddress(address, config.certificateOrigin)) return 'forged'
    const certificate = await certificateAt(address)
    // Unverifiable: nobody can say now, and they will send it again.
    if (!(certificate instanceof X509Certificate)) return certificate
    const now = clock.now()
    if (now < certificate.validFromDate || now > certificate.validToDate) return 'forged'
    const signed = Buffer.from(`${id}|${time}|${config.webhookId}|${crc32(body)}`)
    const fits = verify('RSA-SHA256', signed, certificate.publicKey, Buffer.from(signature, 'base64'))
    return fits ? 'verified' : 'forged'
  }
}

/** What came from their address is no certificate of theirs. */
class NotTheirs extends Error {}

/** The newest so many. */
function keep<Value>(kept: Map<string, Value>, key: string, value: Value, most: number): void {
  kept.delete(key)
  const [oldest] = kept.keys()
  if (kept.size >= most && oldest !== undefined) kept.delete(oldest)
  kept.set(key, value)
}

/** As their documents show them; spelled in one way only, so that each is asked for once. */
const certificatePath = /\/v1\/notifications\/certs\/CERT-[\w-]{1,100}$/

function isTheirAddress(address: string, sandbox: string | undefined): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, origin, pathname } = new URL(address)
  if (address !== origin + pathname) return false
  const [path] = certificatePath.exec(pathname) ?? []
  if (path === undefined) return false
  if (sandbox !== undefined && origin === sandbox) return true
  return protocol === 'https:' && port === '' && hostname.endsWith('.paypal.com') && path === pathname
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
