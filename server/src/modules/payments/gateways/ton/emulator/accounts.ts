import { createHash } from 'node:crypto'
import { type Address, beginCell, Cell, contractAddress } from '@ton/core'
import { keyPairFromSeed, sign, type KeyPair } from '@ton/crypto'
import { WalletContractV5R1 } from '@ton/ton'
import { minterCode, walletCode } from './jetton-code.ts'

// Who is on the chain, known without it: an address is the hash of what a contract begins with.

/** The test net's own number, which its wallets are made for. */
const testNet = { networkGlobalId: -3, context: { workchain: 0, walletVersion: 'v5r1', subwalletNumber: 0 } } as const

const codes = { minter: Cell.fromBase64(minterCode), wallet: Cell.fromBase64(walletCode) }

/** The key of a wallet in this world, always the same. Worth nothing outside. */
const keyOf = (person: string): KeyPair => keyPairFromSeed(createHash('sha256').update(`duka sandbox wallet of ${person}`).digest())

export function walletOf(person: string) {
  const keys = keyOf(person)
  return { keys, contract: WalletContractV5R1.create({ publicKey: keys.publicKey, walletId: testNet }) }
}

/** Everything of these two could be anybody's: only who made them differs. */
export function minterOf(name: string) {
  const data = beginCell()
    .storeCoins(0)
    .storeAddress(walletOf(bank).contract.address)
    .storeRef(beginCell().storeUint(1, 8).storeStringTail(`https://sandbox.invalid/${name}.json`).endCell())
    .storeRef(codes.wallet)
    .endCell()
  const init = { code: codes.minter, data }
  return { init, address: contractAddress(0, init) }
}

export const bank = 'the bank'
export const shop = 'the shop'

/** Whoever is on the chain from the first: told apart by their addresses alone. */
export const known = {
  shop: walletOf(shop).contract.address,
  usdt: minterOf('usdt').address,
  fake: minterOf('fake-usdt').address,
}

/** Where somebody's jettons lie, as the master itself reckons it (TEP-74, `calculate_user_jetton_wallet_address`). */
export function jettonWalletOf(owner: Address, master: Address): Address {
  const data = beginCell().storeCoins(0).storeAddress(owner).storeAddress(master).storeRef(codes.wallet).endCell()
  return contractAddress(0, { code: codes.wallet, data })
}

/** The same as the answer of a get method. @returns undefined for another contract than the shop's USDT */
export function jettonWalletAnswer(master: string, stack: readonly { value: unknown }[]) {
  const [owner] = stack
  if (master !== known.usdt.toRawString() || typeof owner?.value !== 'string') return undefined
  const address = jettonWalletOf(Cell.fromBase64(owner.value).beginParse().loadAddress(), known.usdt)
  const cell = beginCell().storeAddress(address).endCell()
  return { gas_used: 5_000, exit_code: 0, stack: [{ type: 'cell', value: cell.toBoc().toString('base64') }] }
}

/** What a wallet says of itself when it connects, and what it signs with. */
export function walletFacts(person: string) {
  const { keys, contract } = walletOf(person)
  const state = beginCell()
    .storeBit(false)
    .storeBit(false)
    .storeMaybeRef(contract.init.code)
    .storeMaybeRef(contract.init.data)
    .storeBit(false)
    .endCell()
  return {
    address: contract.address.toRawString(),
    stateInit: state.toBoc().toString('base64'),
    publicKey: keys.publicKey.toString('hex'),
    sign: (bytes: Buffer): string => sign(bytes, keys.secretKey).toString('base64'),
  }
}
