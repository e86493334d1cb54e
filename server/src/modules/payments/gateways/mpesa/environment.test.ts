import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'

const read = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).mpesa
const keys = { MPESA_CONSUMER_KEY: 'key', MPESA_CONSUMER_SECRET: 'secret', MPESA_SHORTCODE: '600000', MPESA_PASSKEY: 'passkey' }
const initiator = { MPESA_INITIATOR: 'api', MPESA_SECURITY_CREDENTIAL: 'credential' }
const strong = '0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef'

describe('M-Pesa’s part of the environment', () => {
  it('is the sandbox’s without keys, and only there', () => {
    expect(read({})).toMatchObject({ shortcode: '174379', receiver: '174379', type: 'paybill', pull: true })
    expect(read({})?.apiUrl).toBe('http://127.0.0.1:4010/mpesa')
    expect(read({})?.initiator).toBeDefined()
    const alone = { SANDBOX: 'off', BOT_TOKEN: `123456:${'a'.repeat(35)}`, BOT_API_SECRET: strong, DATA_KEY: strong }
    expect(read(alone)).toBeUndefined()
  })

  it('is Safaricom’s own by its keys alone, and gives nothing back without who may', () => {
    expect(read(keys)).toEqual({
      consumerKey: 'key',
      consumerSecret: 'secret',
      shortcode: '600000',
      receiver: '600000',
      passkey: 'passkey',
      type: 'paybill',
      pull: true,
      initiator: undefined,
      apiUrl: 'https://api.safaricom.co.ke',
    })
    expect(read({ ...keys, ...initiator })?.initiator).toEqual({ name: 'api', credential: 'credential' })
    expect(read({ ...keys, MPESA_API_URL: 'https://sandbox.safaricom.co.ke/' })?.apiUrl).toBe('https://sandbox.safaricom.co.ke')
  })

  it('pays a till by the store’s number, and reads no book of it', () => {
    expect(read({ ...keys, MPESA_TYPE: 'till', MPESA_TILL: '123456' })).toMatchObject({
      shortcode: '600000',
      receiver: '123456',
      type: 'till',
      pull: false,
    })
    expect(() => read({ ...keys, MPESA_TYPE: 'till' })).toThrow('MPESA_TILL: the number of the till is needed')
  })

  it.each([
    ['some keys', { MPESA_CONSUMER_KEY: 'key' }, 'MPESA_CONSUMER_KEY, MPESA_CONSUMER_SECRET, MPESA_SHORTCODE, MPESA_PASSKEY: give all 4'],
    ['half of who gives back', { ...keys, MPESA_INITIATOR: 'api' }, 'MPESA_INITIATOR, MPESA_SECURITY_CREDENTIAL: give all 2'],
    ['refunds without the book', { ...keys, ...initiator, MPESA_PULL: 'off' }, 'refunds need a paybill and MPESA_PULL=on'],
    ['a shortcode that is none', { ...keys, MPESA_SHORTCODE: '12' }, 'MPESA_SHORTCODE'],
    ['the sandbox’s in production', { ...keys, NODE_ENV: 'production', MPESA_PASSKEY: 'dukasandbox-mpesa-passkey' }, 'MPESA_*: these are'],
  ])('refuses %s', (_, environment, why) => {
    expect(() => read(environment as Record<string, string>)).toThrow(why)
  })
})
