import { z } from 'zod'
import { allOrNone, blank, flag, url, type Site } from '../../../../platform/environment.ts'

export const mpesaEnvironment = {
  MPESA_CONSUMER_KEY: blank(z.string().optional()),
  MPESA_CONSUMER_SECRET: blank(z.string().optional()),
  MPESA_SHORTCODE: blank(
    z
      .string()
      .regex(/^\d{5,7}$/)
      .optional(),
  ),
  MPESA_TILL: blank(
    z
      .string()
      .regex(/^\d{5,7}$/)
      .optional(),
  ),
  MPESA_PASSKEY: blank(z.string().optional()),
  MPESA_TYPE: blank(z.enum(['paybill', 'till']).default('paybill')),
  MPESA_PULL: blank(flag(true)),
  MPESA_INITIATOR: blank(z.string().optional()),
  MPESA_SECURITY_CREDENTIAL: blank(z.string().optional()),
  MPESA_API_URL: blank(url.optional()),
}

const Environment = z.object(mpesaEnvironment)

export type MpesaConfig = {
  consumerKey: string
  consumerSecret: string
  /** Whose password signs the pushes: the paybill, or the till's store or head office. */
  shortcode: string
  /** Whom the money reaches: the paybill itself, or the till. */
  receiver: string
  passkey: string
  type: 'paybill' | 'till'
  /** Whether their book of the last two days may be read. A till's has no account, so nothing in it says whose money it is. */
  pull: boolean
  /** Who may give money back; undefined: nobody. */
  initiator: { name: string; credential: string } | undefined
  apiUrl: string
}

/** What the sandbox answers to: never accepted in production. The shortcode and passkey are those Safaricom prints in its examples. */
const sandbox = {
  consumerKey: 'dukasandbox-mpesa-key',
  consumerSecret: 'dukasandbox-mpesa-secret',
  shortcode: '174379',
  passkey: 'dukasandbox-mpesa-passkey',
  initiator: { name: 'dukasandbox', credential: 'dukasandbox-mpesa-credential' },
}

/** @returns undefined when M-Pesa is not offered */
export function readMpesa(env: z.output<typeof Environment>, site: Site): MpesaConfig | undefined {
  const keys = allOrNone(site, {
    MPESA_CONSUMER_KEY: env.MPESA_CONSUMER_KEY,
    MPESA_CONSUMER_SECRET: env.MPESA_CONSUMER_SECRET,
    MPESA_SHORTCODE: env.MPESA_SHORTCODE,
    MPESA_PASSKEY: env.MPESA_PASSKEY,
  })
  const refunding = allOrNone(site, { MPESA_INITIATOR: env.MPESA_INITIATOR, MPESA_SECURITY_CREDENTIAL: env.MPESA_SECURITY_CREDENTIAL })
  const type = env.MPESA_TYPE
  const pull = env.MPESA_PULL && type === 'paybill'
  if (!keys) {
    if (site.sandboxUrl === undefined) return undefined
    const apiUrl = env.MPESA_API_URL ?? `${site.sandboxUrl}/mpesa`
    return { ...sandbox, receiver: env.MPESA_TILL ?? sandbox.shortcode, type, pull, apiUrl }
  }
  if (type === 'till' && env.MPESA_TILL === undefined) site.wrong.push('MPESA_TILL: the number of the till is needed with MPESA_TYPE=till')
  if (site.production && Object.values(keys).some((value) => value.includes('dukasandbox')))
    site.wrong.push('MPESA_*: these are the sandbox’s')
  // The money's receipt is believed from their book alone, and without it there is nothing to reverse.
  if (refunding && !pull) site.wrong.push('MPESA_INITIATOR: refunds need a paybill and MPESA_PULL=on')
  return {
    consumerKey: keys.MPESA_CONSUMER_KEY,
    consumerSecret: keys.MPESA_CONSUMER_SECRET,
    shortcode: keys.MPESA_SHORTCODE,
    receiver: type === 'till' ? (env.MPESA_TILL ?? keys.MPESA_SHORTCODE) : keys.MPESA_SHORTCODE,
    passkey: keys.MPESA_PASSKEY,
    type,
    pull,
    initiator: refunding ? { name: refunding.MPESA_INITIATOR, credential: refunding.MPESA_SECURITY_CREDENTIAL } : undefined,
    apiUrl: env.MPESA_API_URL ?? 'https://api.safaricom.co.ke',
  }
}
