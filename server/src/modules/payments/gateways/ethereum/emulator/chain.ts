import { createHash } from 'node:crypto'

export type EthereumTx = {
  hash: string
  /** The block it is in; of the future while it waits. Null: left behind by a reorganisation, and in none. */
  block: number | null
  from: string
  to: string
  value: string
  nonce: number
  /** What reaches whom without a transaction or log of its own: a contract passes it on. */
  inner: { to: string; value: string }[]
  logs: { index: number; contract: string; from: string; to: string; value: string }[]
  success: boolean
}

/** From this number and time on a block comes each slot; what lies between two marks at once came at once. */
type Mark = { number: number; time: number }

export type ChainState = {
  marks: Mark[]
  /** From this number on the chain is another one than it was. */
  forks: { from: number; salt: number }[]
  txs: EthereumTx[]
  made: number
}

const slotSeconds = 12
const firstBlock = 24_000_000
/** Two epochs behind the head, as anvil does it. */
export const finalityBlocks = 64
export const gasUsed = 21_000n
export const gasPrice = 1_000_000_000n
const enough = 2n ** 100n

export const newChain = (): ChainState => ({ marks: [], forks: [], txs: [], made: 0 })

/** Accounts, a token's transfers and blocks that come every twelve seconds, none of them kept: empty ones are reckoned. */
export function chain(state: () => ChainState, seconds: () => number) {
  const hash = (of: string) => `0x${createHash('sha256').update(of).digest('hex')}`

  function marks(): Mark[] {
    if (state().marks.length === 0) state().marks.push({ number: firstBlock, time: seconds() })
    return state().marks
  }
  function markOf(number: number): Mark {
    return marks().findLast((mark) => mark.number <= number) ?? { number: firstBlock, time: marks()[0]?.time ?? seconds() }
  }
  function head(): number {
    const last = marks().at(-1) ?? { number: firstBlock, time: seconds() }
    return last.number + Math.max(0, Math.floor((seconds() - last.time) / slotSeconds))
  }
  function timeOf(number: number): number {
    const mark = markOf(number)
    const following = marks().find((each) => each.number > number)
    return Math.min(mark.time + (number - mark.number) * slotSeconds, following?.time ?? Infinity)
  }
  /** So many blocks at once. */
  function mine(blocks: number): void {
    state().marks.push({ number: head() + blocks, time: Math.max(seconds(), timeOf(head())) })
  }
  function hashOf(number: number): string {
    return hash(`block ${number} ${state().forks.findLast((fork) => fork.from <= number)?.salt ?? 0}`)
  }

  const isIn = (tx: EthereumTx, upTo: number) => tx.block !== null && tx.block <= upTo
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()

  function balanceOf(address: string, at: number): bigint {
    let balance = 0n
    for (const tx of state().txs) {
      if (!isIn(tx, at)) continue
      if (tx.success && same(tx.to, address)) balance += BigInt(tx.value)
      if (tx.success) for (const inner of tx.inner) if (same(inner.to, address)) balance += BigInt(inner.value)
      if (same(tx.from, address)) balance -= (tx.success ? BigInt(tx.value) : 0n) + gasUsed * gasPrice
    }
    // Whoever only pays here has always had enough.
    return balance < 0n ? enough + balance : balance
  }
  function tokensOf(contract: string, address: string, at: number): bigint {
    let balance = 0n
    for (const tx of state().txs) {
      if (!isIn(tx, at) || !tx.success) continue
      for (const log of tx.logs) {
        if (!same(log.contract, contract)) continue
        if (same(log.to, address)) balance += BigInt(log.value)
        if (same(log.from, address)) balance -= BigInt(log.value)
      }
    }
    return balance < 0n ? enough + balance : balance
  }
  const nonceOf = (address: string, at: number): number => state().txs.filter((tx) => isIn(tx, at) && same(tx.from, address)).length

  /** Into the next block. */
  function send(draft: Pick<EthereumTx, 'from' | 'to'> & Partial<EthereumTx>): EthereumTx {
    const tx = {
      value: '0',
      inner: [],
      logs: [],
      success: true,
      nonce: nonceOf(draft.from, Infinity),
      ...draft,
      hash: hash(`tx ${(state().made += 1)}`),
      block: head() + 1,
    }
    state().txs.push(tx)
    return tx
  }

  /** What no block has yet, or those of a left branch no more. */
  const waiting = () => state().txs.filter(({ block }) => block !== null && block > head())

  /** The sender thinks again: another transaction with the same nonce, of which only one can be in a chain. @returns undefined when it is too late */
  function replace(hash: string, draft: Pick<EthereumTx, 'to'> & Partial<EthereumTx>): EthereumTx | undefined {
    const before = waiting().find((tx) => tx.hash === hash)
    if (!before) return undefined
    before.block = null
    return send({ ...draft, from: before.from, nonce: before.nonce })
  }

  /** Another branch wins from `depth` blocks ago: what was there comes again in the next block, but for what was `lost`. */
  function reorganise(depth: number, lost: readonly string[] = []): void {
    const from = head() - depth + 1
    for (const tx of state().txs) if (tx.block !== null && tx.block >= from) tx.block = lost.includes(tx.hash) ? null : head() + 1
    state().forks.push({ from, salt: (state().made += 1) })
  }

  return {
    head,
    timeOf,
    mine,
    hashOf,
    balanceOf,
    tokensOf,
    nonceOf,
    send,
    waiting,
    replace,
    reorganise,
    blockOf: (number: number) => state().txs.filter((tx) => tx.block === number),
  }
}
