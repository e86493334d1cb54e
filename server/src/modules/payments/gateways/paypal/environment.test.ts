import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { sandboxPaypal } from './environment.ts'

const read = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).paypal
const keys = { PAYPAL_CLIENT_ID: 'id', PAYPAL_CLIENT_SECRET: 'secret' }

describe('PayPal’s part of the environment', () => {
  it('is the sandbox’s without keys, and only there', () => {
    expect(read({})).toMatchObject({ ...sandboxPaypal, live: false, apiUrl: 'http://127.0.0.1:4010/paypal' })
  })

  it('tells live from test by the address', () => {
    expect(read(keys)).toMatchObject({ live: true, apiUrl: 'https://api-m.paypal.com', scriptUrl: null, certificateOrigin: undefined })
    expect(read({ ...keys, PAYPAL_API_URL: 'https://api-m.sandbox.paypal.com/' })).toMatchObject({
      live: false,
      apiUrl: 'https://api-m.sandbox.paypal.com',
    })
  })

  it('needs both keys, and no word of the simulator for a webhook', () => {
    expect(() => read({ PAYPAL_CLIENT_ID: 'id' })).toThrow('PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET: give all 2 or none')
    expect(() => read({ ...keys, PAYPAL_WEBHOOK_ID: 'WEBHOOK_ID' })).toThrow('PAYPAL_WEBHOOK_ID')
    expect(read({ ...keys, PAYPAL_WEBHOOK_ID: '' })?.webhookId).toBeUndefined()
  })

  it('never is the sandbox’s in production', () => {
    const sandboxed = { PAYPAL_CLIENT_ID: sandboxPaypal.clientId, PAYPAL_CLIENT_SECRET: 'x' }
    expect(() => parseConfig({ NODE_ENV: 'production', ...sandboxed })).toThrow('PAYPAL_*: these are the sandbox’s')
  })
})
