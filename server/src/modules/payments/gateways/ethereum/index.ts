import type { Address } from 'viem'
import type { CoinTransfer } from 'shared/payments'
import type { Clock } from '../../../../platform/clock.ts'
import type { Coin } from '../coin.ts'
import type { Gateway, GatewayPayment, ObservedMovement, OwnAddress, SettledLine, Snapshot } from '../gateway.ts'
import { isOver, transferSnapshot, type Provisional } from '../transfer-snapshot.ts'
import type { Account, Block, EthereumNode } from './client.ts'
import { coins } from './coins.ts'
import type { EthereumConfig } from './environment.ts'
import { blockBefore, inflowsBetween, type Inflow } from './inflows.ts'
import { classifyEthereum, ethereumUri } from './mapping.ts'

/** How long one has to pay at the rate that was agreed. */
const ttlSeconds = 900
/** An address stays with its payment for good, and is looked at this long after it ended. */
const watchDays = 30
/** Two epochs: what people see it count to. Only `finalized` itself makes it final. */
const blocksToFinality = 64

/** A deposit as the chain holds it, under a name that nobody else's has and that stays. */
type Deposit = { id: string; amount: bigint; block: bigint }

/** Ether, and USDT by the one contract that counts, each payment at an address of its own. See README.md. */
export function ethereum(config: EthereumConfig, clock: Clock): Gateway[] {
  const parts = lazyParts(config)
  return [
    coinGateway(coins.eth, { config, clock, parts }),
    ...(config.usdt ? [coinGateway(coins.usdt, { config, clock, parts, token: config.usdt })] : []),
  ]
}

type Parts = { node: EthereumNode; addressOf: (index: number) => Address; asShown: (address: Address) => Address }
type Options = { config: EthereumConfig; clock: Clock; parts: () => Promise<Parts>; token?: Address }

/** What speaks to nodes and knows curves is large: loaded when the first payment needs it. */
function lazyParts(config: EthereumConfig): () => Promise<Parts> {
  let loaded: Promise<Parts> | undefined
  const load = async (): Promise<Parts> => {
    const [{ ethereumNode }, { addressesOf }, { getAddress }] = await Promise.all([
      import('./client.ts'),
      import('./addresses.ts'),
      import('viem'),
    ])
    return { node: ethereumNode(config), addressOf: addressesOf(config), asShown: getAddress }
  }
  return () => (loaded ??= load())
}

function coinGateway(coin: Coin, { config, clock, parts, token }: Options): Gateway {
  const { chainId } = config

  async function read(payment: GatewayPayment, { isEnded }: { isEnded: boolean }): Promise<Snapshot> {
    const { node } = await parts()
    const address = await addressOf(payment)
    const head = await node.blockAt('latest')
    const { final, provisional } = await depositsOf(node, payment, address, head)
    const movements = await Promise.all(final.map((deposit) => asMovement(node, deposit)))
    const asSeen = ({ amount, block }: Deposit): Provisional => ({
      amount,
      confirmations: Math.min(Number(head.number - block) + 1, blocksToFinality - 1),
    })
    return transferSnapshot(payment, {
      movements,
      provisional: provisional.map(asSeen),
      needed: blocksToFinality,
      isEnded,
      now: clock.now(),
      transfer: await transferTo(address),
    })
  }

  /**
   * Most questions end at the first answer: an account that never sent anything and holds what we know of has nothing new. Else
   * the chain is read from before the payment began to its head, in two parts: what is finalized counts, the rest is shown.
   */
  async function depositsOf(node: EthereumNode, payment: GatewayPayment, address: Address, head: Block) {
    const known = payment.movements.reduce((sum, { kind, amount }) => (kind === 'capture' ? sum + amount.amount : sum), 0n)
    const account = await node.accountAt(address, head.number)
    const held = token ? await node.tokenBalanceAt(token, address, head.number) : account.balance
    if (account.nonce === 0 && held === known) return { final: [], provisional: [] }

    const finalized = await node.blockAt('finalized')
    const first = await blockBefore(node, payment.createdAt, finalized)
    const found = token
      ? await tokenDeposits(node, token, address, { first, head: head.number })
      : await coinDeposits(node, address, { first, finalized, account })
    const counted = found.filter(({ amount }) => amount >= coin.dust)
    const final = counted.filter(({ block }) => block <= finalized.number)
    return {
      final: token ? await standing(node, payment, final) : final,
      provisional: counted.filter(({ block }) => block > finalized.number),
    }
  }

  async function coinDeposits(
    node: EthereumNode,
    address: Address,
    { first, finalized, account }: { first: bigint; finalized: Block; account: Account },
  ) {
    const border = await node.accountAt(address, finalized.number)
    const start = first === finalized.number ? border : await node.accountAt(address, first)
    const inflows = [...(await inflowsBetween(node, address, start, border)), ...(await inflowsBetween(node, address, border, account))]
    return asDeposits(address, inflows)
  }

  const asDeposits = (address: Address, inflows: readonly Inflow[]): Deposit[] =>
    inflows.map(({ block, amount }) => ({ id: `${chainId}:${address}:${block}`, block, amount }))

  async function tokenDeposits(node: EthereumNode, contract: Address, address: Address, { first, head }: { first: bigint; head: bigint }) {
    const transfers = await node.tokenTransfers(contract, address, first, head)
    return transfers.map((transfer) => ({ ...transfer, id: `${chainId}:${transfer.txHash}:${transfer.logIndex}` }))
  }

  /**
   * What came to an address between two blocks that stand. Most are as they were: then nothing did. Ether at an address of a
   * token's payment is what its owner sent there to move the token.
   */
  async function settledAt(node: EthereumNode, { index, isOthers }: OwnAddress, first: bigint, finalized: Block): Promise<SettledLine[]> {
    if (isOthers && !token) return []
    const address = (await parts()).addressOf(index)
    const [before, after] = [await node.accountAt(address, first), await node.accountAt(address, finalized.number)]
    const deposits = token
      ? await settledTokens(node, token, address, { before, after })
      : asDeposits(address, await inflowsBetween(node, address, before, after))
    const counted = deposits.filter(({ amount }) => amount >= coin.dust)
    const movements = await Promise.all(counted.map((deposit) => asMovement(node, deposit)))
    return movements.map((movement) => ({ ...movement, id: movement.externalId, fee: 0n, reference: address }))
  }

  async function settledTokens(
    node: EthereumNode,
    contract: Address,
    address: Address,
    { before, after }: { before: Account; after: Account },
  ): Promise<Deposit[]> {
    const [held, holds] = [
      await node.tokenBalanceAt(contract, address, before.block),
      await node.tokenBalanceAt(contract, address, after.block),
    ]
    if (held === holds && before.nonce === after.nonce) return []
    const found = await tokenDeposits(node, contract, address, { first: before.block, head: after.block })
    const stood = await Promise.all(found.map((deposit) => node.stands(deposit)))
    return found.filter((_, place) => stood[place])
  }

  /** A log is a node's word; before it counts the receipt must say the same. What is recorded has been through this. */
  async function standing(node: EthereumNode, payment: GatewayPayment, deposits: Deposit[]): Promise<Deposit[]> {
    const kept: Deposit[] = []
    for (const deposit of deposits as Awaited<ReturnType<typeof tokenDeposits>>) {
      const isRecorded = payment.movements.some(({ externalId }) => externalId === deposit.id)
      if (isRecorded || (await node.stands(deposit))) kept.push(deposit)
    }
    return kept
  }

  async function asMovement(node: EthereumNode, { id, amount, block }: Deposit): Promise<ObservedMovement> {
    return { kind: 'capture', externalId: id, amount: { amount, currency: coin.currency }, occurredAt: (await node.blockAt(block)).at }
  }

  async function addressOf({ addressIndex }: GatewayPayment): Promise<Address> {
    if (addressIndex === null) throw new Error('This payment was given no address')
    return (await parts()).addressOf(addressIndex)
  }

  async function transferTo(to: Address) {
    const { asShown } = await parts()
    const shown = token ? asShown(token) : null
    return (left: bigint, seen: CoinTransfer['seen']): CoinTransfer => ({
      type: 'transfer',
      network: 'ethereum',
      test: config.isTest,
      to,
      memo: null,
      token: shown,
      uri: ethereumUri({ to, token: shown, chainId, due: left }),
      due: String(left),
      request: null,
      seen,
    })
  }

  return {
    descriptor: {
      id: coin.id,
      method: coin.method,
      goods: ['physical'],
      // Telegram lets Mini Apps deal in no coin but its own (core.telegram.org/bots/blockchain-guidelines).
      surfaces: ['web'],
      currencies: [coin.currency],
      // One account, and so one count, for both: an address is never given to two payments.
      addressesOf: 'ethereum',
      limits: () => coin.limits,
      stepOf: () => coin.step,
      partialRefunds: false,
      settledKinds: ['capture'],
      pollSeconds: [15, 15, 15, 30, 30, 60],
      ttlSeconds,
      watchDays,
    },

    /** Nobody needs to be asked: the address comes of the account's public key and the payment's place in it. */
    async start(payment) {
      const address = await addressOf(payment)
      return {
        reference: address,
        snapshot: { state: 'requires_action', expected: payment.amount, movements: [] },
        nextAction: (await transferTo(address))(payment.amount.amount, null),
      }
    },

    retrieve: (payment) => read(payment, { isEnded: isOver(payment) }),

    /** An address cannot be taken back: what is on its way already is too late to call off, and what comes after is found. */
    cancel: (payment) => read(payment, { isEnded: true }),

    classify: classifyEthereum,

    /** What arrived is ours whole: who sends pays the network. */
    async *listSettled(_since, addresses) {
      const { node } = await parts()
      const finalized = await node.blockAt('finalized')
      const firsts = new Map<number, bigint>()
      for await (const page of addresses) {
        const lines: SettledLine[] = []
        for (const address of page) {
          const from = address.since.getTime()
          const first = firsts.get(from) ?? (await blockBefore(node, address.since, finalized))
          firsts.set(from, first)
          lines.push(...(await settledAt(node, address, first, finalized)))
        }
        yield lines
      }
    },
  }
}
