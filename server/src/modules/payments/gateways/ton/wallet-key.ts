import { Cell, contractAddress, loadStateInit } from '@ton/core'
import { asRaw } from './address.ts'

// Where wallets keep their key, by the hash of their code (github.com/ton-org/ton, src/wallets). The first bits are what
// each version has before it: a sequence number, an id, permission to sign.
const keyOffsets: Readonly<Record<string, number>> = {
  b61041a58a7980b946e8fb9e198e3c904d24799ffa36574ea4251c41a566f581: 64, // v3r1
  '84dafa449f98a6987789ba232358072bc0f76dc4524002a5d0918b9a75d2d599': 64, // v3r2
  feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0: 64, // v4r2
  f3d7ca53493deedac28b381986a849403cbac3d2c584779af081065af0ac4b93: 113, // v5 beta
  '20834b7b72b112147e1b2fb457b84e74d1a30f04f737d4f62a668e9552d2b72f': 65, // v5r1
}

/**
 * The key of a wallet by its initial state, which its address is the hash of: so it needs no word of anybody, and the wallet
 * need not be deployed. @returns undefined for a contract we do not know: then it must be asked itself
 */
export function keyOfState(stateInit: string, address: string): Uint8Array | undefined {
  try {
    const state = loadStateInit(Cell.fromBase64(stateInit).beginParse())
    const [chain] = address.split(':')
    if (asRaw(contractAddress(Number(chain), state).toRawString()) !== address || !state.code || !state.data) return undefined
    const offset = keyOffsets[state.code.hash().toString('hex')]
    return offset === undefined ? undefined : new Uint8Array(state.data.beginParse().skip(offset).loadBuffer(32))
  } catch {
    return undefined
  }
}
