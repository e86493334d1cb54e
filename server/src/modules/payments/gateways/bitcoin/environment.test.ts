import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { addressesOf } from './addresses.ts'
import { sandboxXpub } from './environment.ts'

const zpub = 'zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs'
const bitcoinOf = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).bitcoin

describe('what the environment says of bitcoin', () => {
  it('is an account, and whom to ask of its network', () => {
    expect(bitcoinOf({ BITCOIN_XPUB: zpub })).toMatchObject({
      network: 'mainnet',
      esploraUrl: 'https://blockstream.info/api',
      small: 50_000n,
    })
    expect(bitcoinOf({ BITCOIN_XPUB: sandboxXpub })).toMatchObject({
      network: 'testnet',
      esploraUrl: 'https://blockstream.info/testnet/api',
    })
    expect(bitcoinOf({})).toMatchObject({ network: 'testnet', esploraUrl: 'http://127.0.0.1:4010/bitcoin' })
  })

  it('derives BIP 84’s own addresses', () => {
    const config = bitcoinOf({ BITCOIN_XPUB: zpub })
    if (!config) throw new Error('Bitcoin is not taken')
    const at = addressesOf(config)
    expect([at(0).address, at(1).address]).toEqual([
      'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
      'bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g',
    ])
    expect(at(0).script).toBe('0014c0cebcd6c3d3ca8c75dc5ec62ebe55330ef910e2')
  })

  it.each([
    ['mistyped', { BITCOIN_XPUB: zpub.replace('Q2A', 'Q2B') }, /no public account key/],
    [
      'able to spend',
      { BITCOIN_XPUB: 'zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZduosCc1YP5wixPox7zhZLfiUm8aunE96BBa4Kei5' },
      /no public account key/,
    ],
    [
      'of no account',
      { BITCOIN_XPUB: 'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8' },
      /not the key of an account/,
    ],
    ['of another network', { BITCOIN_XPUB: zpub, BITCOIN_NETWORK: 'testnet' }, /not the network/],
    ['of a network nobody else knows', { BITCOIN_XPUB: sandboxXpub, BITCOIN_NETWORK: 'regtest' }, /BITCOIN_ESPLORA_URL/],
  ])('is refused when the key is %s', (_, environment, why) => {
    expect(() => bitcoinOf(environment)).toThrow(why)
  })

  it('is never the sandbox’s in production, and nothing at all without a key', () => {
    const production = { NODE_ENV: 'production', SANDBOX: 'off' }
    const strong = '0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef'
    expect(() => bitcoinOf({ ...production, BITCOIN_XPUB: sandboxXpub })).toThrow(/BITCOIN_XPUB: this is the sandbox’s/)
    expect(bitcoinOf({ SANDBOX: 'off', BOT_TOKEN: `123456:${'a'.repeat(35)}`, BOT_API_SECRET: strong, DATA_KEY: strong })).toBeUndefined()
  })
})
