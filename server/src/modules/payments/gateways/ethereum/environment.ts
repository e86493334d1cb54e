import { z } from 'zod'
import { blank, url, type Site } from '../../../../platform/environment.ts'
import { parseExtendedKey } from '../../../../platform/extended-key.ts'

export const ethereumEnvironment = {
  ETHEREUM_XPUB: blank(z.string().optional()),
  ETHEREUM_RPC_URL: blank(url.optional()),
  ETHEREUM_CHAIN_ID: blank(z.coerce.number().int().positive().default(1)),
  ETHEREUM_USDT_CONTRACT: blank(
    z
      .string()
      .regex(/^0x[\da-f]{40}$/i)
      .optional(),
  ),
}
type Env = z.infer<z.ZodObject<typeof ethereumEnvironment>>

const xpub = 0x0488b21e
const mainnet = 1
/** Tether's own contract on mainnet (tether.to/en/supported-protocols). A name or a symbol proves nothing: this address does. */
const usdtOnMainnet = '0xdAC17F958D2ee523a2206206994597C13D831ec7'

/** What the sandbox plays: a chain of its own, and m/44'/60'/0' of the words every wallet's tests use. */
export const sandboxEthereum = {
  xpub: 'xpub6DCoCpSuQZB2jawqnGMEPS63ePKWkwWPH4TU45Q7LPXWuNd8TMtVxRrgjtEshuqpK3mdhaWHPFsBngh5GFZaM6si3yZdUsT8ddYM3PwnATt',
  chainId: 31_337,
  usdt: '0xda5f1eba46de6e7df5dd2cd1b3f2a4e3c0d7dcc5',
} as const

export type EthereumConfig = NonNullable<ReturnType<typeof readEthereum>>

/** @returns undefined where no coins of Ethereum are taken */
export function readEthereum(env: Env, site: Site) {
  const isReal = env.ETHEREUM_XPUB !== undefined
  if (isReal && !env.ETHEREUM_RPC_URL) site.wrong.push('ETHEREUM_RPC_URL: say which node to ask')
  if (!isReal && !site.sandboxUrl) return undefined
  const text = env.ETHEREUM_XPUB ?? sandboxEthereum.xpub
  const key = parseExtendedKey(text)
  if (key?.version !== xpub) site.wrong.push('ETHEREUM_XPUB: is no public account key (xpub)')
  else if (key.depth !== 3) site.wrong.push('ETHEREUM_XPUB: is not the key of an account (m/44’/60’/0’)')
  if (site.production && text === sandboxEthereum.xpub) site.wrong.push('ETHEREUM_XPUB: this is the sandbox’s')
  const chainId = isReal ? env.ETHEREUM_CHAIN_ID : sandboxEthereum.chainId
  const known = chainId === mainnet ? usdtOnMainnet : undefined
  const usdt = isReal ? (env.ETHEREUM_USDT_CONTRACT ?? known) : sandboxEthereum.usdt
  return {
    chainId,
    isTest: chainId !== mainnet,
    rpcUrl: env.ETHEREUM_RPC_URL ?? `${site.sandboxUrl}/ethereum`,
    chainCode: key?.chainCode ?? new Uint8Array(),
    publicKey: key?.publicKey ?? new Uint8Array(),
    /** The one token contract that counts; undefined: no USDT is taken. */
    usdt: usdt?.toLowerCase() as `0x${string}` | undefined,
  }
}
