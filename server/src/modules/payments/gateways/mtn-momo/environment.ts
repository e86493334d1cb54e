import { z } from 'zod'
import type { Currency } from 'shared/currencies'
import { allOrNone, blank, url, type Site } from '../../../../platform/environment.ts'
import { marketNames, markets, type MarketName } from './markets.ts'

const text = blank(z.string().optional())

export const momoEnvironment = {
  MTN_MOMO_MARKET: blank(z.enum(marketNames).optional()),
  MTN_MOMO_COLLECTION_KEY: text,
  MTN_MOMO_COLLECTION_USER: text,
  MTN_MOMO_COLLECTION_SECRET: text,
  MTN_MOMO_DISBURSEMENT_KEY: text,
  MTN_MOMO_DISBURSEMENT_USER: text,
  MTN_MOMO_DISBURSEMENT_SECRET: text,
  MTN_MOMO_API_URL: blank(url.optional()),
}

const Environment = z.object(momoEnvironment)

/** What one of their products is opened with: the subscription, the API user and its key. */
export type MomoKeys = { subscription: string; user: string; secret: string }

export type MomoConfig = {
  market: MarketName
  currency: Currency
  collection: MomoKeys
  /** Undefined: nothing is given back. */
  disbursement: MomoKeys | undefined
  apiUrl: string
}

/** What the sandbox answers to: never accepted in production. */
const sandboxKeys = (product: string): MomoKeys => ({
  subscription: `dukasandbox-${product}`,
  user: '4f3b1c1e-5d0a-4f6e-9d53-3c1f1a5e0001',
  secret: 'dukasandbox-momo-secret',
})

/** @returns undefined when MTN MoMo is not offered */
export function readMomo(env: z.output<typeof Environment>, site: Site): MomoConfig | undefined {
  const collection = keysOf(site, 'COLLECTION', env.MTN_MOMO_COLLECTION_KEY, env.MTN_MOMO_COLLECTION_USER, env.MTN_MOMO_COLLECTION_SECRET)
  const disbursement = keysOf(
    site,
    'DISBURSEMENT',
    env.MTN_MOMO_DISBURSEMENT_KEY,
    env.MTN_MOMO_DISBURSEMENT_USER,
    env.MTN_MOMO_DISBURSEMENT_SECRET,
  )
  if (!collection) {
    if (disbursement) site.wrong.push('MTN_MOMO_COLLECTION_*: they are needed before MTN_MOMO_DISBURSEMENT_*')
    if (site.sandboxUrl === undefined) return undefined
    const market = env.MTN_MOMO_MARKET ?? 'mtnuganda'
    return {
      market,
      currency: markets[market].currency,
      collection: sandboxKeys('collection'),
      disbursement: sandboxKeys('disbursement'),
      apiUrl: env.MTN_MOMO_API_URL ?? `${site.sandboxUrl}/mtn-momo`,
    }
  }
  const market = env.MTN_MOMO_MARKET
  if (market === undefined) site.wrong.push('MTN_MOMO_MARKET: say whose MTN it is, sandbox or one of mtnuganda, mtnghana, …')
  if (site.production && market === 'sandbox') site.wrong.push('MTN_MOMO_MARKET: the sandbox takes no money')
  if (site.production && Object.values(collection).some((value) => value.includes('dukasandbox')))
    site.wrong.push('MTN_MOMO_*: these are the sandbox’s')
  const apiUrl = market === 'sandbox' ? 'https://sandbox.momodeveloper.mtn.com' : 'https://proxy.momoapi.mtn.com'
  return {
    market: market ?? 'sandbox',
    currency: markets[market ?? 'sandbox'].currency,
    collection,
    disbursement,
    apiUrl: env.MTN_MOMO_API_URL ?? apiUrl,
  }
}

function keysOf(site: Site, product: 'COLLECTION' | 'DISBURSEMENT', subscription?: string, user?: string, secret?: string) {
  const values = allOrNone(site, {
    [`MTN_MOMO_${product}_KEY`]: subscription,
    [`MTN_MOMO_${product}_USER`]: user,
    [`MTN_MOMO_${product}_SECRET`]: secret,
  })
  return values && subscription && user && secret ? { subscription, user, secret } : undefined
}
