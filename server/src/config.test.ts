import { describe, expect, it } from 'vitest'
import { isStrongSecret } from 'shared/secrets'
import { ConfigError, parseConfig, sandboxSecrets } from './config.ts'

const strong = '9f3b6e0c7a51d84e2f0b9c6d3a7e1584f6c2'
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://shop.example',
  BOT_TOKEN: '7342037359:AAGq1hXe0RkQ3mP7vT9wZb2nLc5dYf8sJuE',
  BOT_USERNAME: 'my_duka_bot',
  BOT_API_SECRET: `a${strong}`,
  DATA_KEY: strong,
  OWNER_TELEGRAM_IDS: '1001, 1002',
  TRUSTED_PROXIES: '1',
  STRIPE_SECRET_KEY: 'sk_live_51Hx',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_51Hx',
  STRIPE_WEBHOOK_SECRET: 'whsec_9f3b6e0c7a51d84e',
}

function refusal(change: Record<string, string>): string {
  try {
    parseConfig({ ...production, ...change })
    return ''
  } catch (error) {
    return error instanceof ConfigError ? error.message : String(error)
  }
}

describe('the environment', () => {
  it('needs nothing outside production: the sandbox stands in for the world', () => {
    const config = parseConfig({})
    expect(config).toMatchObject({
      port: 3000,
      miniappPort: 5173,
      sandbox: { port: 4010 },
      telegram: { apiUrl: 'http://127.0.0.1:4010/telegram' },
    })
  })

  it('takes a real service by its keys alone', () => {
    const { telegram } = parseConfig({ BOT_TOKEN: production.BOT_TOKEN, BOT_USERNAME: production.BOT_USERNAME })
    expect(telegram.apiUrl).toBe('https://api.telegram.org')
    expect(telegram.loginUrl).toContain('https://oauth.telegram.org')
  })

  it('starts in production with everything in place', () => {
    expect(parseConfig(production)).toMatchObject({
      production: true,
      sandbox: undefined,
      trustedProxies: 1,
      ownerTelegramIds: [1001, 1002],
    })
  })

  it.each([
    ['the sandbox on', { SANDBOX: 'on' }, 'SANDBOX'],
    ['a plain http address', { PUBLIC_URL: 'http://shop.example' }, 'PUBLIC_URL'],
    ['no data key', { DATA_KEY: '' }, 'DATA_KEY'],
    ['a repeated data key', { DATA_KEY: 'changeme-0123-changeme-0123-changeme-0123' }, 'DATA_KEY'],
    ['the sandbox’s data key', { DATA_KEY: sandboxSecrets.dataKey }, 'DATA_KEY'],
    ['the sandbox’s bot', { BOT_TOKEN: sandboxSecrets.botToken }, 'BOT_TOKEN'],
    ['no bot named', { BOT_USERNAME: '' }, 'BOT_USERNAME'],
    ['a weak bot secret', { BOT_API_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, 'BOT_API_SECRET'],
    ['only some of Stripe', { STRIPE_WEBHOOK_SECRET: '' }, 'STRIPE'],
    ['no owner', { OWNER_TELEGRAM_IDS: '' }, 'OWNER_TELEGRAM_IDS'],
    ['an owner that is no id', { OWNER_TELEGRAM_IDS: 'wanjiku' }, 'OWNER_TELEGRAM_IDS'],
    ['proxies unsaid', { TRUSTED_PROXIES: '' }, 'TRUSTED_PROXIES'],
    ['a weak metrics token', { METRICS_TOKEN: 'x' }, 'METRICS_TOKEN'],
  ])('refuses production with %s', (_what, change, name) => {
    const said = refusal(change as Record<string, string>)
    expect(said).toContain(name)
    const told = Object.values(change).filter((value) => value.length > 8 && said.includes(value))
    expect(told).toEqual([])
  })

  it('tells strong secrets from repeated ones', () => {
    expect(isStrongSecret(strong)).toBe(true)
    for (const weak of ['', 'short', 'a'.repeat(64), 'password'.repeat(6), 'changeme-changeme-changeme-changeme1'])
      expect(isStrongSecret(weak)).toBe(false)
  })
})
