import { ECDH } from 'node:crypto'
import { HDKey } from '@scure/bip32'
import { publicKeyToAddress } from 'viem/accounts'
import type { EthereumConfig } from './environment.ts'

/** Deposit addresses of the account, 0/index, as most wallets count them. Public keys alone: nothing here could spend. */
export function addressesOf({ publicKey, chainCode }: Pick<EthereumConfig, 'publicKey' | 'chainCode'>): (index: number) => `0x${string}` {
  const receiving = new HDKey({ publicKey, chainCode, depth: 3 }).deriveChild(0)
  return (index) => {
    const key = receiving.deriveChild(index).publicKey
    if (!key) throw new Error(`There is no address ${index}`)
    // An address is made of both coordinates; a child key holds one of them and a sign.
    const whole = ECDH.convertKey(key, 'secp256k1', undefined, 'hex', 'uncompressed')
    return publicKeyToAddress(`0x${String(whole)}`)
  }
}
