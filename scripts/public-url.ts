import { allowedUpdates } from 'bot/bot'

export type PublicParts = {
  publicUrl: string
  telegram: { apiUrl: string; botToken: string; webhookSecret: string; menuText: string }
  stripe?: { apiUrl: string; secretKey: string; /** Whether its signing secret is known already. */ hasSecret: boolean } | undefined
}

/** What was set where, for people to read; and what the shop's environment must say to go with it. */
export type PublicSetup = { did: string[]; environment: Record<string, string> }

/** What Stripe tells us of: a hint each, the truth is asked for (server/src/modules/payments). */
export const stripeEvents = [
  'payment_intent.succeeded',
  'payment_intent.processing',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'payment_intent.requires_action',
  'payment_intent.amount_capturable_updated',
  'charge.refunded',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.closed',
  'refund.created',
  'refund.updated',
  'refund.failed',
] as const

/**
 * Tells the world where the shop is now: the bot's menu button and webhook, and Stripe's webhook endpoint. Doing it again
 * with another address moves them.
 * @throws naming who refused, and what they said
 */
export async function announcePublicUrl({ publicUrl, telegram, stripe }: PublicParts): Promise<PublicSetup> {
  const did: string[] = []
  const environment: Record<string, string> = { PUBLIC_URL: publicUrl, BOT_MODE: 'webhook', BOT_WEBHOOK_SECRET: telegram.webhookSecret }

  const ask = (method: string, payload: object) => askTelegram(telegram, method, payload)
  await ask('setChatMenuButton', { menu_button: { type: 'web_app', text: telegram.menuText, web_app: { url: `${publicUrl}/` } } })
  did.push(`The bot’s menu button opens ${publicUrl}/`)
  const botWebhook = `${publicUrl}/bot/webhook`
  await ask('setWebhook', { url: botWebhook, secret_token: telegram.webhookSecret, allowed_updates: allowedUpdates })
  did.push(`Telegram sends the bot’s updates to ${botWebhook}`)

  if (stripe) {
    const stripeWebhook = `${publicUrl}/api/v1/webhooks/stripe`
    const { secret, was } = await pointStripeAt(stripe, stripeWebhook)
    if (secret) environment['STRIPE_WEBHOOK_SECRET'] = secret
    did.push(`Stripe sends its events to ${stripeWebhook} (${was})`)
  }
  return { did, environment }
}

async function askTelegram({ apiUrl, botToken }: PublicParts['telegram'], method: string, payload: object): Promise<void> {
  const response = await fetch(`${apiUrl}/bot${botToken}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    signal: AbortSignal.timeout(15_000),
    // The token is part of the address, and an error may quote the address.
  }).catch(() => undefined)
  const answer = (await response?.json().catch(() => undefined)) as { ok: boolean; description?: string } | undefined
  if (!answer?.ok) throw new Error(`Telegram did not take ${method}: ${answer?.description ?? 'no answer'}`)
}

type Endpoint = { id: string; url: string; secret?: string; metadata?: Record<string, string> }

/** One endpoint of ours, known by its metadata, follows the address. A new one is made when its secret is not known. */
async function pointStripeAt(
  stripe: NonNullable<PublicParts['stripe']>,
  url: string,
): Promise<{ secret: string | undefined; was: 'made' | 'moved' | 'made anew' }> {
  const { data } = await askStripe<{ data: Endpoint[] }>(stripe, 'GET', '/v1/webhook_endpoints?limit=100')
  const ours = data.find((endpoint) => endpoint.metadata?.['duka'] === 'tunnel')
  const fields: [string, string][] = [['url', url], ...stripeEvents.map((event): [string, string] => ['enabled_events[]', event])]
  if (ours && stripe.hasSecret) {
    await askStripe(stripe, 'POST', `/v1/webhook_endpoints/${ours.id}`, fields)
    return { secret: undefined, was: 'moved' }
  }
  if (ours) await askStripe(stripe, 'DELETE', `/v1/webhook_endpoints/${ours.id}`)
  const made = await askStripe<Endpoint>(stripe, 'POST', '/v1/webhook_endpoints', [
    ...fields,
    ['description', 'Duka tunnel'],
    ['metadata[duka]', 'tunnel'],
  ])
  return { secret: made.secret, was: ours ? 'made anew' : 'made' }
}

async function askStripe<Answer>(
  { apiUrl, secretKey }: NonNullable<PublicParts['stripe']>,
  method: string,
  path: string,
  fields?: [string, string][],
): Promise<Answer> {
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, ...(fields ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
    ...(fields ? { body: new URLSearchParams(fields).toString() } : {}),
    signal: AbortSignal.timeout(15_000),
  })
  const answer = (await response.json()) as Answer & { error?: { message?: string } }
  if (!response.ok) throw new Error(`Stripe did not take ${method} ${path}: ${answer.error?.message ?? response.status}`)
  return answer
}
