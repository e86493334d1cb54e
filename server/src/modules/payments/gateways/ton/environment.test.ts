import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { asFriendly, parseFriendly } from './address.ts'
import { sandboxTon } from './environment.ts'
import { walletHosts } from './wallet-hosts.ts'

const read = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).ton
const raw = `0:${'5a'.repeat(32)}`
const wallet = asFriendly(raw, { isTest: false })
const strong = '0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdef'

describe('TON’s part of the environment', () => {
  it('is the sandbox’s test net without a wallet, and only there', () => {
    expect(read({})).toMatchObject({
      network: 'testnet',
      isTest: true,
      wallet: parseFriendly(sandboxTon.wallet)?.raw,
      master: parseFriendly(sandboxTon.master)?.raw,
      url: 'http://127.0.0.1:4010/ton',
      apiKey: 'sandbox',
      walletsUrl: 'http://127.0.0.1:4010/ton/wallets.json',
      walletHosts: [],
    })
    const alone = { SANDBOX: 'off', BOT_TOKEN: `123456:${'a'.repeat(35)}`, BOT_API_SECRET: strong, DATA_KEY: strong }
    expect(read(alone)).toBeUndefined()
  })

  it('is the main net by a wallet alone, with Tether’s own USDT and the wallets everybody knows', () => {
    expect(read({ TON_WALLET_ADDRESS: wallet })).toMatchObject({
      network: 'mainnet',
      isTest: false,
      wallet: raw,
      master: '0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe',
      url: 'https://toncenter.com',
      apiKey: undefined,
      walletsUrl: null,
      walletHosts,
    })
  })

  it('takes no USDT on a test net but one that is named', () => {
    const testnet = { TON_WALLET_ADDRESS: wallet, TON_NETWORK: 'testnet' }
    expect(read(testnet)).toMatchObject({ master: undefined, url: 'https://testnet.toncenter.com' })
    expect(read({ ...testnet, TON_JETTON_MASTER: sandboxTon.master })?.master).toBe(parseFriendly(sandboxTon.master)?.raw)
  })

  it('lets the page ask where a list of one’s own lies', () => {
    const own = { TON_WALLET_ADDRESS: wallet, TON_WALLETS_URL: 'https://lists.example/wallets.json' }
    expect(read(own)?.walletHosts).toEqual(['https://lists.example', ...walletHosts])
  })

  it.each([
    ['mistyped', { TON_WALLET_ADDRESS: `${wallet.slice(0, -1)}!` }, /TON_WALLET_ADDRESS: is no address of TON/],
    ['of the other net', { TON_WALLET_ADDRESS: sandboxTon.wallet }, /TON_WALLET_ADDRESS: is an address of the test net/],
    ['mistyped for its USDT', { TON_WALLET_ADDRESS: wallet, TON_JETTON_MASTER: 'EQ' }, /TON_JETTON_MASTER: is no address of TON/],
    ['the sandbox’s in production', { NODE_ENV: 'production', TON_WALLET_ADDRESS: sandboxTon.wallet }, /this is the sandbox’s/],
  ])('is refused when an address is %s', (_, environment, why) => {
    expect(() => read(environment as Record<string, string>)).toThrow(why)
  })
})

describe('the wallets a page may speak to', () => {
  it('are all that the library of the Mini App knows', () => {
    const miniapp = createRequire(join(import.meta.dirname, '../../../../../../miniapp/package.json'))
    const ui = createRequire(createRequire(miniapp.resolve('@tonconnect/ui-react')).resolve('@tonconnect/ui'))
    const library = readFileSync(ui.resolve('@tonconnect/sdk'), 'utf8')
    const bridges = [...library.matchAll(/type: 'sse',\s*url: '([^']+)'/g)].map(([, url = '']) => new URL(url).origin)
    expect(bridges.length).toBeGreaterThan(15)
    expect(bridges.filter((host) => !walletHosts.includes(host))).toEqual([])
  })
})
