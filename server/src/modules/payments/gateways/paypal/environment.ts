import { z } from 'zod'
import { allOrNone, blank, flag, url, type Site } from '../../../../platform/environment.ts'

export const paypalEnvironment = {
  PAYPAL_CLIENT_ID: blank(z.string().optional()),
  PAYPAL_CLIENT_SECRET: blank(z.string().optional()),
  PAYPAL_WEBHOOK_ID: blank(z.string().optional()),
  PAYPAL_TRANSACTION_SEARCH: blank(flag(true)),
  PAYPAL_API_URL: blank(url.optional()),
}

/** What the sandbox's PayPal knows us by: never accepted in production. */
export const sandboxPaypal = {
  clientId: 'dukasandbox-client-id',
  clientSecret: 'dukasandbox-client-secret',
  webhookId: 'DUKASANDBOX0WEBHOOK',
} as const

export type PaypalConfig = {
  clientId: string
  clientSecret: string
  /** Undefined: they call nobody, and polling does it all. */
  webhookId: string | undefined
  /** Whether our app there may read the account's transactions. */
  transactionSearch: boolean
  apiUrl: string
  /** Told by the address: theirs has one for each of its two worlds. */
  live: boolean
  /** Where its certificates may come from besides paypal.com: only in the sandbox. */
  certificateOrigin: string | undefined
  /** Only in the sandbox: where the stand-in for their script lies. */
  scriptUrl: string | null
}

const liveHosts = new Set(['api-m.paypal.com', 'api.paypal.com'])

export function readPaypal(env: z.output<z.ZodObject<typeof paypalEnvironment>>, site: Site): PaypalConfig | undefined {
  const keys = allOrNone(site, { PAYPAL_CLIENT_ID: env.PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET: env.PAYPAL_CLIENT_SECRET })
  // developer.paypal.com/api/rest/webhooks/simulator: its events are signed with this very word, and anybody can make them.
  if (env.PAYPAL_WEBHOOK_ID === 'WEBHOOK_ID') site.wrong.push('PAYPAL_WEBHOOK_ID: is the word of the webhook simulator, not an id')
  const given = [env.PAYPAL_CLIENT_ID, env.PAYPAL_CLIENT_SECRET, env.PAYPAL_WEBHOOK_ID]
  if (site.production && given.some((value) => value?.toLowerCase().includes('dukasandbox')))
    site.wrong.push('PAYPAL_*: these are the sandbox’s')
  if (keys) {
    const apiUrl = env.PAYPAL_API_URL ?? 'https://api-m.paypal.com'
    return {
      clientId: keys.PAYPAL_CLIENT_ID,
      clientSecret: keys.PAYPAL_CLIENT_SECRET,
      webhookId: env.PAYPAL_WEBHOOK_ID,
      transactionSearch: env.PAYPAL_TRANSACTION_SEARCH,
      apiUrl,
      live: liveHosts.has(new URL(apiUrl).hostname),
      certificateOrigin: undefined,
      scriptUrl: null,
    }
  }
  if (!site.sandboxUrl) return undefined
  return {
    ...sandboxPaypal,
    transactionSearch: env.PAYPAL_TRANSACTION_SEARCH,
    apiUrl: env.PAYPAL_API_URL ?? `${site.sandboxUrl}/paypal`,
    live: false,
    certificateOrigin: site.sandboxUrl,
    scriptUrl: `${site.sandboxUrl}/paypal/web-sdk/v6/core`,
  }
}
