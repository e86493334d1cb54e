import type { Address } from 'viem'
import type { Account, Block, EthereumNode } from './client.ts'

export type Inflow = { block: bigint; amount: bigint }

/** What asking for an account at a block, and for what it spent in one, needs of a node. */
type Reader = Pick<EthereumNode, 'accountAt' | 'spentIn'>

/**
 * Every block between two in which ether came to the address, and how much. A contract's transfer leaves no log, so only the
 * balance tells of it: while the account sends nothing (the same nonce) its balance can only grow, so where both are the same
 * at two blocks nothing came between, and halving finds each block where something did. Where the owner swept, what went out is
 * added back, so a sweep neither hides a deposit nor looks like one. All of it is read from the chain alone and at blocks
 * that stand, so whoever asks, whenever, finds the same.
 */
export async function inflowsBetween(node: Reader, address: Address, from: Account, to: Account): Promise<Inflow[]> {
  if (from.block >= to.block || (from.balance === to.balance && from.nonce === to.nonce)) return []
  if (to.block - from.block === 1n) {
    const spent = from.nonce === to.nonce ? 0n : await node.spentIn(address, to.block)
    const amount = to.balance - from.balance + spent
    return amount > 0n ? [{ block: to.block, amount }] : []
  }
  const middle = await node.accountAt(address, (from.block + to.block) / 2n)
  const [earlier, later] = [await inflowsBetween(node, address, from, middle), await inflowsBetween(node, address, middle, to)]
  return [...earlier, ...later]
}

/** Of mainnet; others are slower to find on another rhythm. */
const slotMs = 12_000
const skewMs = 60_000

/**
 * A block from before this moment, not far from it. Slots that stay empty only make fewer blocks, so counting back by slots
 * never stops too late.
 */
export async function blockBefore(node: Pick<EthereumNode, 'blockAt'>, moment: Date, known: Block): Promise<bigint> {
  const wanted = moment.getTime() - skewMs
  let found = known
  for (let step = 0n; found.at.getTime() > wanted && found.number > 0n; step += step + 16n) {
    const back = BigInt(Math.ceil((found.at.getTime() - wanted) / slotMs)) + step
    found = await node.blockAt(found.number > back ? found.number - back : 0n)
  }
  return found.number
}
