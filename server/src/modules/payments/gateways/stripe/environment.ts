import type { Money } from 'shared/money'
import { z } from 'zod'
import { allOrNone, blank, moneyText, url, type Site } from '../../../../platform/environment.ts'

export const stripeEnvironment = {
  STRIPE_SECRET_KEY: blank(z.string().optional()),
  STRIPE_PUBLISHABLE_KEY: blank(z.string().optional()),
  STRIPE_WEBHOOK_SECRET: blank(z.string().optional()),
  STRIPE_API_URL: blank(url.optional()),
  STRIPE_SCRIPT_URL: blank(url.optional()),
  STRIPE_DISPUTE_FEE: blank(moneyText.optional()),
}

/** What the sandbox's Stripe knows us by: never accepted in production. */
export const sandboxStripe = {
  secretKey: 'sk_test_dukasandboxdukasandboxduka',
  publishableKey: 'pk_test_dukasandboxdukasandboxduka',
  webhookSecret: 'whsec_dukasandboxdukasandboxdukasandbox',
} as const

export type StripeConfig = {
  secretKey: string
  publishableKey: string
  webhookSecret: string
  /** What a dispute costs; null: nothing that is warned of goes back by itself. */
  disputeFee: Money | null
  apiUrl: string
  /** Where Stripe.js lies instead of at js.stripe.com; null: there. */
  scriptUrl: string | null
  live: boolean
}

/** @returns undefined when no cards are taken */
export function readStripe(env: z.infer<z.ZodObject<typeof stripeEnvironment>>, site: Site): StripeConfig | undefined {
  const keys = allOrNone(site, {
    STRIPE_SECRET_KEY: env.STRIPE_SECRET_KEY,
    STRIPE_PUBLISHABLE_KEY: env.STRIPE_PUBLISHABLE_KEY,
    STRIPE_WEBHOOK_SECRET: env.STRIPE_WEBHOOK_SECRET,
  })
  const given = [env.STRIPE_SECRET_KEY, env.STRIPE_PUBLISHABLE_KEY, env.STRIPE_WEBHOOK_SECRET]
  if (site.production && given.some((value) => value?.includes('dukasandbox'))) site.wrong.push('STRIPE_*: these are the sandbox’s')
  const disputeFee = env.STRIPE_DISPUTE_FEE ?? null
  if (keys)
    return {
      secretKey: keys.STRIPE_SECRET_KEY,
      publishableKey: keys.STRIPE_PUBLISHABLE_KEY,
      webhookSecret: keys.STRIPE_WEBHOOK_SECRET,
      disputeFee,
      apiUrl: env.STRIPE_API_URL ?? 'https://api.stripe.com',
      scriptUrl: env.STRIPE_SCRIPT_URL ?? null,
      live: keys.STRIPE_SECRET_KEY.includes('_live_'),
    }
  if (!site.sandboxUrl) return undefined
  return {
    ...sandboxStripe,
    disputeFee,
    apiUrl: env.STRIPE_API_URL ?? `${site.sandboxUrl}/stripe`,
    scriptUrl: env.STRIPE_SCRIPT_URL ?? `${site.sandboxUrl}/stripe/js/stripe.js`,
    live: false,
  }
}
