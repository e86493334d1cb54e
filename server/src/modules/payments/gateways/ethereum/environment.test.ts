import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../../config.ts'
import { sandboxEthereum } from './environment.ts'

const { xpub } = sandboxEthereum
const rpc = 'https://node.example'
const ethereumOf = (environment: Record<string, string>) => parseConfig({ NODE_ENV: 'test', ...environment }).ethereum

describe('what the environment says of Ethereum', () => {
  it('is an account, a node, and Tether’s contract on mainnet', () => {
    expect(ethereumOf({ ETHEREUM_XPUB: xpub, ETHEREUM_RPC_URL: rpc })).toMatchObject({
      chainId: 1,
      isTest: false,
      rpcUrl: rpc,
      usdt: '0xdac17f958d2ee523a2206206994597c13d831ec7',
    })
    expect(ethereumOf({})).toMatchObject({ chainId: 31_337, isTest: true, rpcUrl: 'http://127.0.0.1:4010/ethereum' })
  })

  it('knows no USDT on another chain until it is named', () => {
    const sepolia = { ETHEREUM_XPUB: xpub, ETHEREUM_RPC_URL: rpc, ETHEREUM_CHAIN_ID: '11155111' }
    expect(ethereumOf(sepolia)).toMatchObject({ isTest: true, usdt: undefined })
    expect(ethereumOf({ ...sepolia, ETHEREUM_USDT_CONTRACT: `0x${'Ab'.repeat(20)}` })).toMatchObject({ usdt: `0x${'ab'.repeat(20)}` })
  })

  it.each([
    ['without a node', { ETHEREUM_XPUB: xpub }, /ETHEREUM_RPC_URL/],
    ['mistyped', { ETHEREUM_XPUB: xpub.replace('CoC', 'CoD'), ETHEREUM_RPC_URL: rpc }, /no public account key/],
    [
      'of no account',
      {
        ETHEREUM_XPUB: 'xpub6EF8jXqFeFEW5bwMU7RpQtHkzE4KJxcqJtvkCjJumzW8CPpacXkb92ek4WzLQXjL93HycJwTPUAcuNxCqFPKKU5m5Z2Vq4nCyh5CyPeBFFr',
        ETHEREUM_RPC_URL: rpc,
      },
      /not the key of an account/,
    ],
    ['the sandbox’s in production', { NODE_ENV: 'production', ETHEREUM_XPUB: xpub, ETHEREUM_RPC_URL: rpc }, /this is the sandbox’s/],
  ])('is refused when the key is %s', (_, environment, why) => {
    expect(() => ethereumOf(environment)).toThrow(why)
  })
})
