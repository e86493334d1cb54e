import { Address, beginCell, Cell, type Slice } from '@ton/core'
import { asRaw } from './address.ts'

/** TEP-74 (github.com/ton-blockchain/TEPs, 0074-jettons-standard). */
export const opcodes = { text: 0, encryptedText: 0x2167da4b, jettonTransfer: 0x0f8a7ea5, jettonArrival: 0x178d4519 } as const

/** A comment as wallets write it: no operation, then text. */
export function commentCell(text: string): Cell {
  return beginCell().storeUint(opcodes.text, 32).storeStringTail(text).endCell()
}

export const asBoc = (cell: Cell): string => cell.toBoc().toString('base64')

/** An address as the argument of a get method, and the one that comes back. */
export const addressArgument = (raw: string): string => asBoc(beginCell().storeAddress(Address.parse(raw)).endCell())
export const readAddress = (boc: string): string => rawOf(Cell.fromBase64(boc).beginParse().loadAddress())

const rawOf = (address: Address): string => asRaw(address.toRawString()) ?? ''

/** What a jetton wallet is asked to send, and to hand on with a word to whoever gets it. */
export function jettonTransferBody(transfer: { amount: bigint; to: string; excessTo: string; memo: string; queryId: bigint }): Cell {
  return (
    beginCell()
      .storeUint(opcodes.jettonTransfer, 32)
      .storeUint(transfer.queryId, 64)
      .storeCoins(transfer.amount)
      .storeAddress(Address.parse(transfer.to))
      .storeAddress(Address.parse(transfer.excessTo))
      .storeBit(false)
      // One nanoton is what it takes for the receiver to be told.
      .storeCoins(1n)
      .storeBit(true)
      .storeRef(commentCell(transfer.memo))
      .endCell()
  )
}

/** What the body of a message says. `op` is undefined where nothing is written at all. */
export type ReadBody =
  | { kind: 'coins'; memo: string | null }
  | { kind: 'jettons'; amount: bigint; from: string | null; memo: string | null }
  | { kind: 'other' }

/** Never throws: anybody may write anything. */
export function readBody(boc: string | null | undefined): ReadBody {
  try {
    const body = boc ? Cell.fromBase64(boc).beginParse() : undefined
    if (!body || body.remainingBits < 32) return { kind: 'coins', memo: null }
    switch (body.preloadUint(32)) {
      case opcodes.text:
        return { kind: 'coins', memo: readComment(body) }
      case opcodes.encryptedText:
        return { kind: 'coins', memo: null }
      case opcodes.jettonArrival:
        return readArrival(body.skip(32))
      default:
        return { kind: 'other' }
    }
  } catch {
    return { kind: 'other' }
  }
}

function readArrival(body: Slice): ReadBody {
  body.skip(64)
  const amount = body.loadCoins()
  const from = body.loadMaybeAddress()
  body.loadMaybeAddress()
  body.loadCoins()
  return { kind: 'jettons', amount, from: from && rawOf(from), memo: readForwarded(body) }
}

/** Inline or in a cell of its own; whatever else it is, the money came all the same. */
function readForwarded(body: Slice): string | null {
  try {
    return readComment(body.loadBit() ? body.loadRef().beginParse() : body)
  } catch {
    return null
  }
}

/** The longest comment worth reading: ours has twelve letters. */
const longestComment = 127

function readComment(from: Slice): string | null {
  try {
    if (from.remainingBits < 32 || from.loadUint(32) !== opcodes.text) return null
    // A long one goes on in further cells: none of ours does.
    const bytes = Math.min(Math.floor(from.remainingBits / 8), longestComment)
    return from.loadBuffer(bytes).toString('utf8')
  } catch {
    return null
  }
}
