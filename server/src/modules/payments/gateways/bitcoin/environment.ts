import { z } from 'zod'
import { blank, url, type Site } from '../../../../platform/environment.ts'
import { parseExtendedKey } from '../../../../platform/extended-key.ts'

const sats = (fallback: number) => blank(z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(fallback))

export const bitcoinEnvironment = {
  BITCOIN_XPUB: blank(z.string().optional()),
  BITCOIN_NETWORK: blank(z.enum(['mainnet', 'testnet', 'regtest']).optional()),
  BITCOIN_ESPLORA_URL: blank(url.optional()),
  BITCOIN_SMALL_SATS: sats(50_000),
  BITCOIN_MEDIUM_SATS: sats(1_200_000),
}
type Env = z.infer<z.ZodObject<typeof bitcoinEnvironment>>

// SLIP-132: xpub, zpub and their test net's tpub, vpub. What begins otherwise is for other scripts, or can spend.
const versions = { mainnet: [0x0488b21e, 0x04b24746], test: [0x043587cf, 0x045f1cf6] }

/** Account 0 of the words every wallet's tests use (BIP 84, "abandon … about"), on the test net: everybody holds its keys. */
export const sandboxXpub = 'vpub5Y6cjg78GGuNLsaPhmYsiw4gYX3HoQiRBiSwDaBXKUafCt9bNwWQiitDk5VZ5BVxYnQdwoTyXSs2JHRPAgjAvtbBrf8ZhDYe2jWAqvZVnsc'

export type BitcoinConfig = NonNullable<ReturnType<typeof readBitcoin>>

/** @returns undefined where no bitcoin is taken */
export function readBitcoin(env: Env, site: Site) {
  if (env.BITCOIN_XPUB === undefined && !site.sandboxUrl) return undefined
  const text = env.BITCOIN_XPUB ?? sandboxXpub
  const key = parseExtendedKey(text)
  const isMain = versions.mainnet.includes(key?.version ?? 0)
  const isTest = versions.test.includes(key?.version ?? 0)
  const network = env.BITCOIN_NETWORK ?? (isTest ? 'testnet' : 'mainnet')
  if (!key || (!isMain && !isTest)) site.wrong.push('BITCOIN_XPUB: is no public account key (zpub, xpub, vpub, tpub)')
  else if (key.depth !== 3) site.wrong.push('BITCOIN_XPUB: is not the key of an account (m/84’/0’/0’)')
  else if ((network === 'mainnet') !== isMain) site.wrong.push('BITCOIN_NETWORK: is not the network of BITCOIN_XPUB')
  if (site.production && text === sandboxXpub) site.wrong.push('BITCOIN_XPUB: this is the sandbox’s')
  if (env.BITCOIN_XPUB !== undefined && network === 'regtest' && !env.BITCOIN_ESPLORA_URL)
    site.wrong.push('BITCOIN_ESPLORA_URL: nobody but you knows your regtest')
  const real = network === 'mainnet' ? 'https://blockstream.info/api' : 'https://blockstream.info/testnet/api'
  return {
    network,
    chainCode: key?.chainCode ?? new Uint8Array(),
    publicKey: key?.publicKey ?? new Uint8Array(),
    esploraUrl: env.BITCOIN_ESPLORA_URL ?? (env.BITCOIN_XPUB === undefined ? `${site.sandboxUrl}/bitcoin` : real),
    /** Up to `small` one confirmation is enough, up to `medium` two, for more six. */
    small: BigInt(env.BITCOIN_SMALL_SATS),
    medium: BigInt(env.BITCOIN_MEDIUM_SATS),
  }
}
