import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'

const read = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).mtnMomo
const collection = { MTN_MOMO_COLLECTION_KEY: 'key', MTN_MOMO_COLLECTION_USER: 'user', MTN_MOMO_COLLECTION_SECRET: 'secret' }
const disbursement = { MTN_MOMO_DISBURSEMENT_KEY: 'k', MTN_MOMO_DISBURSEMENT_USER: 'u', MTN_MOMO_DISBURSEMENT_SECRET: 's' }
const strong = '0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef'

describe('MTN MoMo’s part of the environment', () => {
  it('is the sandbox’s Uganda without keys, or any market that is named', () => {
    expect(read({})).toMatchObject({ market: 'mtnuganda', currency: 'UGX', apiUrl: 'http://127.0.0.1:4010/mtn-momo' })
    expect(read({})?.disbursement).toBeDefined()
    expect(read({ MTN_MOMO_MARKET: 'mtnghana' })).toMatchObject({ market: 'mtnghana', currency: 'GHS' })
    const alone = { SANDBOX: 'off', BOT_TOKEN: `123456:${'a'.repeat(35)}`, BOT_API_SECRET: strong, DATA_KEY: strong }
    expect(read(alone)).toBeUndefined()
  })

  it('is MTN’s own by its keys and market, and gives nothing back without those of the other product', () => {
    expect(read({ ...collection, MTN_MOMO_MARKET: 'mtnrwanda' })).toEqual({
      market: 'mtnrwanda',
      currency: 'RWF',
      collection: { subscription: 'key', user: 'user', secret: 'secret' },
      disbursement: undefined,
      apiUrl: 'https://proxy.momoapi.mtn.com',
    })
    expect(read({ ...collection, ...disbursement, MTN_MOMO_MARKET: 'mtnrwanda' })?.disbursement).toEqual({
      subscription: 'k',
      user: 'u',
      secret: 's',
    })
  })

  it('knows where MTN’s sandbox is', () => {
    expect(read({ ...collection, MTN_MOMO_MARKET: 'sandbox' })?.apiUrl).toBe('https://sandbox.momodeveloper.mtn.com')
  })

  it.each([
    ['no market', collection, 'MTN_MOMO_MARKET: say whose MTN it is'],
    ['a market nobody knows', { ...collection, MTN_MOMO_MARKET: 'mtnmars' }, 'MTN_MOMO_MARKET'],
    [
      'some keys',
      { MTN_MOMO_COLLECTION_KEY: 'key' },
      'MTN_MOMO_COLLECTION_KEY, MTN_MOMO_COLLECTION_USER, MTN_MOMO_COLLECTION_SECRET: give all 3',
    ],
    ['giving back without taking', disbursement, 'MTN_MOMO_COLLECTION_*: they are needed before'],
    ['MTN’s sandbox in production', { ...collection, NODE_ENV: 'production', MTN_MOMO_MARKET: 'sandbox' }, 'the sandbox takes no money'],
    [
      'ours in production',
      { ...collection, NODE_ENV: 'production', MTN_MOMO_COLLECTION_SECRET: 'dukasandbox-momo-secret' },
      'MTN_MOMO_*: these are the sandbox’s',
    ],
  ])('refuses %s', (_, environment, why) => {
    expect(() => read(environment as Record<string, string>)).toThrow(why)
  })
})
