import { HDKey } from '@scure/bip32'
import { NETWORK, TEST_NETWORK, p2wpkh } from '@scure/btc-signer'
import type { BitcoinConfig } from './environment.ts'

const networks = { mainnet: NETWORK, testnet: TEST_NETWORK, regtest: { ...TEST_NETWORK, bech32: 'bcrt' } }

export type Destination = { address: string; /** What outputs to it are locked with, in hex. */ script: string }

/** BIP 84's receiving addresses of the account, 0/index. Public keys alone: nothing here could spend. */
export function addressesOf({ network, publicKey, chainCode }: BitcoinConfig): (index: number) => Destination {
  const receiving = new HDKey({ publicKey, chainCode, depth: 3 }).deriveChild(0)
  return (index) => {
    const key = receiving.deriveChild(index).publicKey
    const { address, script } = key ? p2wpkh(key, networks[network]) : {}
    if (!address || !script) throw new Error(`There is no address ${index}`)
    return { address, script: Buffer.from(script).toString('hex') }
  }
}
