import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sandboxSecrets } from 'server/config'
import { sandboxHandlers } from 'server/sandbox/msw'
import { createSandboxWorld } from 'server/sandbox/world'
import { announcePublicUrl, stripeEvents } from './public-url.ts'

describe('announcing a public address', () => {
  const world = createSandboxWorld({
    botToken: sandboxSecrets.botToken,
    botUsername: 'duka_sandbox_bot',
    seed: 1,
    outgoing: async () => new Response(),
  })
  const outside = setupServer(...sandboxHandlers(world))
  beforeAll(() => outside.listen())
  afterAll(() => {
    outside.close()
    world.stop()
  })

  const announce = (publicUrl: string, { hasSecret = false, botToken = sandboxSecrets.botToken as string } = {}) =>
    announcePublicUrl({
      publicUrl,
      telegram: { apiUrl: 'https://api.telegram.org', botToken, webhookSecret: 'a-secret-for-the-webhook', menuText: 'Shop' },
      stripe: { apiUrl: 'https://api.stripe.com', secretKey: 'sk_test_dukatunnel', hasSecret },
    })
  const endpoints = () =>
    Object.values(world.gateways.stripe.state.webhookEndpoints).filter((endpoint) => endpoint.metadata['duka'] === 'tunnel')

  it('sets the bot’s menu button and webhook, and makes Stripe’s endpoint', async () => {
    const { did, environment } = await announce('https://one.example')
    expect(world.telegram.state.webhook).toMatchObject({ url: 'https://one.example/bot/webhook' })
    expect(JSON.stringify(world.telegram.state)).toContain('https://one.example/')
    expect(endpoints()).toMatchObject([{ url: 'https://one.example/api/v1/webhooks/stripe', enabled_events: [...stripeEvents] }])
    expect(environment).toEqual({
      PUBLIC_URL: 'https://one.example',
      BOT_MODE: 'webhook',
      BOT_WEBHOOK_SECRET: 'a-secret-for-the-webhook',
      STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_/) as string,
    })
    expect(did).toHaveLength(3)
  })

  it('moves with the next address: one endpoint, and its secret stays when it is known', async () => {
    const before = endpoints()[0]?.id
    const { environment } = await announce('https://two.example', { hasSecret: true })
    expect(endpoints().map(({ id, url: at }) => [id, at])).toEqual([[before, 'https://two.example/api/v1/webhooks/stripe']])
    expect(environment).not.toHaveProperty('STRIPE_WEBHOOK_SECRET')
    const again = await announce('https://three.example')
    expect(endpoints()).toHaveLength(1)
    expect(endpoints()[0]?.id).not.toBe(before)
    expect(again.environment['STRIPE_WEBHOOK_SECRET']).toMatch(/^whsec_/)
  })

  it('says who refused, without the token', async () => {
    const refused = await announce('https://four.example', { botToken: '1234567:some-other-token-entirely-0000000' }).catch(
      (error: unknown) => String(error),
    )
    expect(refused).toMatch(/Telegram did not take setChatMenuButton/)
    expect(refused).not.toContain('some-other-token')
  })
})
