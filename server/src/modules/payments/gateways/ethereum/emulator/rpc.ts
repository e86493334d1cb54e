import { z } from 'zod'
import { finalityBlocks, gasPrice, gasUsed, type chain, type ChainState, type EthereumTx } from './chain.ts'

const Call = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.number(), z.string(), z.null()]),
  method: z.string(),
  params: z.array(z.unknown()).default([]),
})
export const Batch = z.union([Call, z.array(Call).min(1)])
export type Call = z.infer<typeof Call>

const hex = (number: number | bigint): string => `0x${number.toString(16)}`
const word = (text: string): string => `0x${text.replace(/^0x/, '').toLowerCase().padStart(64, '0')}`
const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const balanceOfSelector = '0x70a08231'
const noBloom = `0x${'0'.repeat(512)}`
/** Providers refuse wider questions for logs; the narrowest of them. */
const widestLogs = 2_000
/** What a node without history still knows. */
const recentBlocks = 128

const Address = z.string().regex(/^0x[\da-fA-F]{40}$/)
const Where = z.string().regex(/^(0x[\da-f]+|latest|finalized|earliest|pending)$/)

export class RpcFault extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export type RpcOptions = { chainId: number; state: () => ChainState & { isPruned: boolean } }

/** The Ethereum JSON-RPC as far as a shop asks (ethereum.github.io/execution-apis), errors as geth says them. */
export function rpcMethods(world: ReturnType<typeof chain>, { chainId, state }: RpcOptions) {
  function numberOf(where: unknown): number {
    const read = Where.safeParse(where)
    if (!read.success) throw new RpcFault(-32_602, 'invalid argument 0: hex string without 0x prefix')
    const tag = read.data
    if (tag === 'latest' || tag === 'pending') return world.head()
    if (tag === 'finalized') return Math.max(0, world.head() - finalityBlocks)
    return tag === 'earliest' ? 0 : Number.parseInt(tag, 16)
  }
  function stateAt(where: unknown): number {
    const number = numberOf(where)
    if (number > world.head()) throw new RpcFault(-32_000, 'header not found')
    if (state().isPruned && number <= world.head() - recentBlocks)
      throw new RpcFault(-32_000, `missing trie node ${word(hex(number)).slice(2)} (path )`)
    return number
  }

  const asTransaction = (tx: EthereumTx) => ({
    hash: tx.hash,
    type: '0x2',
    chainId: hex(chainId),
    nonce: hex(tx.nonce),
    from: tx.from.toLowerCase(),
    to: tx.to.toLowerCase(),
    value: hex(BigInt(tx.value)),
    gas: hex(gasUsed),
    gasPrice: hex(gasPrice),
    maxFeePerGas: hex(gasPrice),
    maxPriorityFeePerGas: '0x0',
    input: '0x',
    accessList: [],
    blockNumber: hex(tx.block ?? 0),
    blockHash: world.hashOf(tx.block ?? 0),
    transactionIndex: '0x0',
    v: '0x0',
    r: word('1'),
    s: word('1'),
    yParity: '0x0',
  })
  const asLog = (tx: EthereumTx, log: EthereumTx['logs'][number]) => ({
    address: log.contract.toLowerCase(),
    topics: [transferTopic, word(log.from), word(log.to)],
    data: word(BigInt(log.value).toString(16)),
    blockNumber: hex(tx.block ?? 0),
    blockHash: world.hashOf(tx.block ?? 0),
    transactionHash: tx.hash,
    transactionIndex: '0x0',
    logIndex: hex(log.index),
    removed: false,
  })
  const mined = (hash: unknown): EthereumTx | undefined =>
    state().txs.find((tx) => tx.hash === hash && tx.block !== null && tx.block <= world.head())

  const methods: Record<string, (params: unknown[]) => unknown> = {
    eth_chainId: () => hex(chainId),
    net_version: () => String(chainId),
    web3_clientVersion: () => 'duka-sandbox/1',
    eth_blockNumber: () => hex(world.head()),
    eth_getBlockByNumber([where, whole]) {
      const number = numberOf(where)
      if (number > world.head()) return null
      const txs = world.blockOf(number)
      return {
        number: hex(number),
        hash: world.hashOf(number),
        parentHash: world.hashOf(number - 1),
        timestamp: hex(world.timeOf(number)),
        nonce: '0x0000000000000000',
        difficulty: '0x0',
        extraData: '0x',
        gasLimit: hex(60_000_000),
        gasUsed: hex(gasUsed * BigInt(txs.length)),
        baseFeePerGas: hex(gasPrice),
        miner: `0x${'0'.repeat(40)}`,
        logsBloom: noBloom,
        mixHash: word('0'),
        receiptsRoot: word('0'),
        sha3Uncles: word('0'),
        stateRoot: word('0'),
        transactionsRoot: word('0'),
        size: '0x220',
        uncles: [],
        transactions: whole ? txs.map(asTransaction) : txs.map((tx) => tx.hash),
      }
    },
    eth_getBalance: ([address, where]) => hex(world.balanceOf(Address.parse(address), stateAt(where))),
    eth_getTransactionCount: ([address, where]) => hex(world.nonceOf(Address.parse(address), stateAt(where))),
    eth_call([call, where]) {
      const { to, data } = z.object({ to: Address, data: z.string() }).parse(call)
      if (!data.startsWith(balanceOfSelector)) throw new RpcFault(3, 'execution reverted')
      return word(world.tokensOf(to, `0x${data.slice(-40)}`, stateAt(where)).toString(16))
    },
    eth_getLogs([asked]) {
      const filter = z.object({ address: Address, topics: z.array(z.unknown()), fromBlock: Where, toBlock: Where }).parse(asked)
      const [first, last] = [numberOf(filter.fromBlock), numberOf(filter.toBlock)]
      if (last - first >= widestLogs) throw new RpcFault(-32_005, `query exceeds max block range ${widestLogs}`)
      const isAsked = (log: { address: string; topics: string[] }) =>
        log.address === filter.address.toLowerCase() && filter.topics.every((topic, index) => topic === null || topic === log.topics[index])
      return state()
        .txs.filter((tx) => tx.success && tx.block !== null && tx.block >= first && tx.block <= Math.min(last, world.head()))
        .flatMap((tx) => tx.logs.map((log) => asLog(tx, log)))
        .filter(isAsked)
    },
    eth_getTransactionByHash: ([hash]) => {
      const tx = mined(hash)
      return tx ? asTransaction(tx) : null
    },
    eth_getTransactionReceipt([hash]) {
      const tx = mined(hash)
      if (!tx) return null
      return {
        transactionHash: tx.hash,
        transactionIndex: '0x0',
        type: '0x2',
        blockNumber: hex(tx.block ?? 0),
        blockHash: world.hashOf(tx.block ?? 0),
        from: tx.from.toLowerCase(),
        to: tx.to.toLowerCase(),
        contractAddress: null,
        status: tx.success ? '0x1' : '0x0',
        gasUsed: hex(gasUsed),
        cumulativeGasUsed: hex(gasUsed),
        effectiveGasPrice: hex(gasPrice),
        logsBloom: noBloom,
        logs: tx.success ? tx.logs.map((log) => asLog(tx, log)) : [],
      }
    },
  }

  return ({ id, method, params }: Call) => {
    const run = methods[method]
    try {
      if (!run) throw new RpcFault(-32_601, `the method ${method} does not exist/is not available`)
      return { jsonrpc: '2.0', id, result: run(params) }
    } catch (error) {
      if (error instanceof RpcFault) return { jsonrpc: '2.0', id, error: { code: error.code, message: error.message } }
      if (error instanceof z.ZodError) return { jsonrpc: '2.0', id, error: { code: -32_602, message: 'invalid argument' } }
      throw error
    }
  }
}
