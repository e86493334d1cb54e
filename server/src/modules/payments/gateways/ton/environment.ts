import { z } from 'zod'
import { blank, url, type Site } from '../../../../platform/environment.ts'
import { parseFriendly } from './address.ts'
import { walletHosts } from './wallet-hosts.ts'

export const tonEnvironment = {
  TON_WALLET_ADDRESS: blank(z.string().optional()),
  TON_NETWORK: blank(z.enum(['mainnet', 'testnet']).optional()),
  TON_JETTON_MASTER: blank(z.string().optional()),
  TONCENTER_URL: blank(url.optional()),
  TONCENTER_API_KEY: blank(z.string().optional()),
  TON_WALLETS_URL: blank(url.optional()),
}
type Env = z.infer<z.ZodObject<typeof tonEnvironment>>

/** Tether's own on mainnet (tether.to/en/supported-protocols). On a test net there is none but what one deploys. */
const usdtMaster = 'EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs'

/** Accounts of the sandbox's chain, the same in each: the shop's wallet, and the master of its USDT. */
export const sandboxTon = {
  wallet: '0QAP4oK07TA7srPq2hVJuGVLQ8WbM67RQeRETNRUGEX35DmG',
  master: 'kQAhsXtTzNgHedJf0yrtiYom9aT4JDJ5tzXdviruFmyLPD1K',
} as const

export type TonConfig = NonNullable<ReturnType<typeof readTon>>

/** @returns undefined where no coins of TON are taken */
export function readTon(env: Env, site: Site) {
  const real = env.TON_WALLET_ADDRESS
  if (real === undefined && !site.sandboxUrl) return undefined
  const network = env.TON_NETWORK ?? (real === undefined ? 'testnet' : 'mainnet')
  const isTest = network === 'testnet'
  const account = (name: string, address: string): string => {
    const known = parseFriendly(address)
    if (!known) site.wrong.push(`${name}: is no address of TON (EQ…, UQ…)`)
    else if (known.isTest && !isTest) site.wrong.push(`${name}: is an address of the test net, and TON_NETWORK is mainnet`)
    return known?.raw ?? ''
  }
  if (site.production && real === sandboxTon.wallet) site.wrong.push('TON_WALLET_ADDRESS: this is the sandbox’s')
  const master = env.TON_JETTON_MASTER ?? (real === undefined ? sandboxTon.master : isTest ? undefined : usdtMaster)
  const toncenter = isTest ? 'https://testnet.toncenter.com' : 'https://toncenter.com'
  const ownList = env.TON_WALLETS_URL
  return {
    network,
    isTest,
    wallet: account('TON_WALLET_ADDRESS', real ?? sandboxTon.wallet),
    /** Undefined: no USDT is taken. */
    master: master === undefined ? undefined : account('TON_JETTON_MASTER', master),
    url: env.TONCENTER_URL ?? (real === undefined ? `${site.sandboxUrl}/ton` : toncenter),
    apiKey: env.TONCENTER_API_KEY ?? (real === undefined ? 'sandbox' : undefined),
    /** Which wallets the Mini App offers; null is TON Connect's own list. */
    walletsUrl: ownList ?? (real === undefined ? `${site.sandboxUrl}/ton/wallets.json` : null),
    /** Whom the page may ask for and over wallets: the sandbox's is its own bridge. */
    walletHosts: ownList !== undefined ? [new URL(ownList).origin, ...walletHosts] : real === undefined ? [] : walletHosts,
  }
}
