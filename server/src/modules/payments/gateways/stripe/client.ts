import { Stripe } from 'stripe'
import type { StripeConfig } from './environment.ts'

/** One try may take this long; three of them stay below the patience of whoever asks. */
const tryMs = 8_000

/**
 * Stripe's own client, pointed at `apiUrl`. Its host option knows no path, and the sandbox lives under one, so addresses are
 * rewritten on their way out. `fetch` is looked up at each call.
 */
export function createStripeClient({ secretKey, apiUrl }: Pick<StripeConfig, 'secretKey' | 'apiUrl'>): Stripe {
  const send = (address: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(address instanceof Request ? address.url : address)
    return fetch(`${apiUrl}${pathname}${search}`, { ...init, redirect: 'error' })
  }
  return new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(send as typeof fetch),
    maxNetworkRetries: 2,
    timeout: tryMs,
    telemetry: false,
  })
}
