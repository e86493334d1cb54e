import { createHash } from 'node:crypto'

/** A transaction as far as whoever receives cares: whose coins it spends stays in the dark but for what it competes for. */
export type Tx = {
  txid: string
  /** What it spends: of two that spend the same only one can be in a chain. */
  coin: string
  outputs: { address: string; script: string; value: number }[]
  fee: number
  /** BIP 125: says itself that it may be replaced. */
  replaceable: boolean
  seenAt: number
}
export type Block = { height: number; hash: string; time: number; txids: string[] }

export type ChainState = {
  /** Oldest first; empty ones of long ago are left out. */
  blocks: Block[]
  /** Hashes of blocks that a longer chain left behind. */
  stale: string[]
  txs: Record<string, Tx>
  /** In the order they came. */
  mempool: string[]
  made: number
}

const blockSeconds = 600
const firstHeight = 2_900_000
const keptBlocks = 500

export function newChain(): ChainState {
  return { blocks: [], stale: [], txs: {}, mempool: [], made: 0 }
}

/** A chain with a mempool: blocks come every ten minutes by themselves, or when told to. */
export function chain(state: () => ChainState, seconds: () => number) {
  const hash = (of: string) =>
    createHash('sha256')
      .update(`${of} ${(state().made += 1)}`)
      .digest('hex')

  function tip(): Block {
    const { blocks } = state()
    const last = blocks.at(-1)
    if (last) return last
    const genesis = { height: firstHeight, hash: hash('block'), time: seconds(), txids: [] }
    blocks.push(genesis)
    return genesis
  }

  function mine(time = seconds(), txids = [...state().mempool]): Block {
    const before = tip()
    const block = { height: before.height + 1, hash: hash(`block ${before.hash}`), time: Math.max(time, before.time), txids }
    state().blocks.push(block)
    state().mempool = state().mempool.filter((txid) => !txids.includes(txid))
    const { blocks } = state()
    if (blocks.length > keptBlocks)
      state().blocks = blocks.filter(({ txids: held }, index) => held.length > 0 || index >= blocks.length - keptBlocks)
    return block
  }

  /** The blocks that came while nobody looked. */
  function catchUp(): void {
    while (tip().time + blockSeconds <= seconds()) mine(tip().time + blockSeconds)
  }

  function blockOf(txid: string): Block | undefined {
    return state().blocks.findLast(({ txids }) => txids.includes(txid))
  }

  const isAlive = (txid: string) => state().mempool.includes(txid) || blockOf(txid) !== undefined

  function broadcast(draft: Pick<Tx, 'outputs'> & Partial<Tx>): Tx {
    catchUp()
    const txid = hash('tx')
    const tx: Tx = { fee: 1_410, replaceable: true, coin: hash('coin'), ...draft, txid, seenAt: seconds() }
    // Miners keep the one that pays more; the other was never there.
    state().mempool = state().mempool.filter((other) => state().txs[other]?.coin !== tx.coin)
    state().txs[txid] = tx
    state().mempool.push(txid)
    return tx
  }

  /** The sender thinks again: the same coins go elsewhere, for a higher fee. @returns undefined when it is too late */
  function replace(txid: string, outputs: Tx['outputs']): Tx | undefined {
    catchUp()
    const before = state().txs[txid]
    if (!before?.replaceable || !state().mempool.includes(txid)) return undefined
    return broadcast({ outputs, coin: before.coin, fee: before.fee * 2 })
  }

  /** Another branch, one block longer and empty, wins: what was in the last `depth` blocks waits again, but for what was `lost`. */
  function reorganise(depth: number, lost: readonly string[] = []): void {
    catchUp()
    const gone = state().blocks.splice(Math.max(1, state().blocks.length - depth))
    state().stale.push(...gone.map((block) => block.hash))
    const back = gone.flatMap((block) => block.txids).filter((txid) => !lost.includes(txid))
    state().mempool = [...back, ...state().mempool]
    for (let block = 0; block <= gone.length; block += 1) mine(seconds(), [])
  }

  return { tip, mine, catchUp, blockOf, isAlive, broadcast, replace, reorganise }
}
