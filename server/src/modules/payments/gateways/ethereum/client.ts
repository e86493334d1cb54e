import { createPublicClient, erc20Abi, http, parseAbiItem, type Address, type Hash } from 'viem'
import type { EthereumConfig } from './environment.ts'

const tryMs = 8_000
/** How many blocks are asked for logs at once: less than any provider refuses. */
const logBlocks = 2_000n
const transferEvent = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)')

export type Block = { number: bigint; hash: Hash; at: Date }
/** An account as it stood at the end of a block. */
export type Account = { block: bigint; balance: bigint; nonce: number }
export type TokenTransfer = { txHash: Hash; logIndex: number; block: bigint; blockHash: Hash; amount: bigint }

/** The node is of another network than the shop: nothing it says counts. */
export class WrongChain extends Error {
  override name = 'WrongChain'
}

export type EthereumNode = ReturnType<typeof ethereumNode>

/** The questions we ask of a node, by JSON-RPC. Never for `safe`: what it means is being changed. */
export function ethereumNode({ rpcUrl, chainId }: Pick<EthereumConfig, 'rpcUrl' | 'chainId'>) {
  const client = createPublicClient({
    // Numbers of blocks are kept for seconds otherwise, and we would look at an older chain than we think.
    cacheTime: 0,
    transport: http(rpcUrl, { timeout: tryMs, retryCount: 0, batch: { batchSize: 50 }, fetchOptions: { redirect: 'error' } }),
  })
  let checked: Promise<void> | undefined

  /** Once: a node does not change its chain. */
  function ofOurChain(): Promise<void> {
    checked ??= client.getChainId().then((found) => {
      if (found !== chainId) throw new WrongChain(`The node is of chain ${found}, not ${chainId}`)
    })
    checked.catch(() => (checked = undefined))
    return checked
  }

  async function blockAt(which: 'latest' | 'finalized' | bigint): Promise<Block> {
    await ofOurChain()
    const { number, hash, timestamp } = await client.getBlock(typeof which === 'bigint' ? { blockNumber: which } : { blockTag: which })
    return { number, hash, at: new Date(Number(timestamp) * 1000) }
  }

  return {
    blockAt,

    async accountAt(address: Address, block: bigint): Promise<Account> {
      const [balance, nonce] = await Promise.all([
        client.getBalance({ address, blockNumber: block }),
        client.getTransactionCount({ address, blockNumber: block }),
      ])
      return { block, balance, nonce }
    },

    tokenBalanceAt: (token: Address, address: Address, block: bigint): Promise<bigint> =>
      client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [address], blockNumber: block }),

    /** What went out of the address in this block: what it sent, and what the network took for it. */
    async spentIn(address: Address, block: bigint): Promise<bigint> {
      const { transactions } = await client.getBlock({ blockNumber: block, includeTransactions: true })
      const own = transactions.filter(({ from }) => isSame(from, address))
      const spent = await Promise.all(
        own.map(async ({ hash, to, value }) => {
          const { status, gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash })
          const fee = gasUsed * effectiveGasPrice
          return status === 'success' && !(to && isSame(to, address)) ? value + fee : fee
        }),
      )
      return spent.reduce((sum, each) => sum + each, 0n)
    },

    /** Transfers of the token to the address, by the log: what arrived, whatever was asked to be sent. */
    async tokenTransfers(token: Address, address: Address, from: bigint, to: bigint): Promise<TokenTransfer[]> {
      const found: TokenTransfer[] = []
      for (let first = from; first <= to; first += logBlocks) {
        const last = first + logBlocks - 1n < to ? first + logBlocks - 1n : to
        const logs = await client.getLogs({
          address: token,
          event: transferEvent,
          args: { to: address },
          fromBlock: first,
          toBlock: last,
          strict: true,
        })
        for (const { removed, transactionHash, logIndex, blockNumber, blockHash, args, address: emitter } of logs) {
          // The list of what counts has one entry: this contract on this chain.
          if (removed || !isSame(emitter, token) || !isSame(args.to, address)) continue
          found.push({ txHash: transactionHash, logIndex, block: blockNumber, blockHash, amount: args.value })
        }
      }
      return found
    },

    /** Whether the transaction stands where its log said it does, and went through. */
    async stands({ txHash, blockHash, logIndex }: TokenTransfer): Promise<boolean> {
      const receipt = await client.getTransactionReceipt({ hash: txHash })
      return receipt.status === 'success' && receipt.blockHash === blockHash && receipt.logs.some((log) => log.logIndex === logIndex)
    },
  }
}

export const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
