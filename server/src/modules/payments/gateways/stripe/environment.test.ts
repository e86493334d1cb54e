import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { sandboxStripe } from './environment.ts'

const read = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).stripe
const keys = { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' }

describe('Stripe’s part of the environment', () => {
  it('is the sandbox’s without keys, and only there', () => {
    expect(read({})).toMatchObject({ ...sandboxStripe, live: false, apiUrl: 'http://127.0.0.1:4010/stripe' })
    expect(read({})?.scriptUrl).toMatch(/^http:\/\/127\.0\.0\.1:4010\/stripe/)
  })

  it('is the real one by its keys alone, and tells live from test by them', () => {
    expect(read(keys)).toMatchObject({ apiUrl: 'https://api.stripe.com', scriptUrl: null, live: false, disputeFee: null })
    expect(read({ ...keys, STRIPE_SECRET_KEY: 'sk_live_1' })?.live).toBe(true)
    expect(read({ ...keys, STRIPE_SECRET_KEY: 'rk_live_1' })?.live).toBe(true)
  })

  it('stands elsewhere when told so', () => {
    expect(read({ ...keys, STRIPE_API_URL: 'https://mock.example/', STRIPE_SCRIPT_URL: 'https://mock.example/js' })).toMatchObject({
      apiUrl: 'https://mock.example',
      scriptUrl: 'https://mock.example/js',
    })
  })

  it('needs all three keys, and an amount with its currency for the fee of a dispute', () => {
    const { STRIPE_WEBHOOK_SECRET: _, ...two } = keys
    expect(() => read(two)).toThrow('STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET: give all 3 or none')
    expect(read({ STRIPE_DISPUTE_FEE: '15.00 USD' })?.disputeFee).toEqual({ amount: 1500n, currency: 'USD' })
    expect(() => read({ STRIPE_DISPUTE_FEE: '15' })).toThrow('STRIPE_DISPUTE_FEE')
  })

  it('never is the sandbox’s in production', () => {
    const sandboxed = { ...keys, STRIPE_WEBHOOK_SECRET: sandboxStripe.webhookSecret }
    expect(() => parseConfig({ NODE_ENV: 'production', ...sandboxed })).toThrow('STRIPE_*: these are the sandbox’s')
  })

  it('takes no cards where there is neither a key nor a sandbox', () => {
    const alone = { SANDBOX: 'off', BOT_TOKEN: `4242424243:${'A'.repeat(35)}`, BOT_API_SECRET: 'b0c1d2e3f4a5968778695a4b3c2d1e0f' }
    expect(read({ ...alone, DATA_KEY: 'f0e1d2c3b4a5968778695a4b3c2d1e0f' })).toBeUndefined()
  })
})
