import { type Address, beginCell, type Cell, external, internal, type MessageRelaxed, SendMode, storeMessage, toNano } from '@ton/core'
import { Blockchain, snapshotFromSerializable, snapshotToSerializable, type BlockchainTransaction } from '@ton/sandbox'
import { commentCell, opcodes } from '../cells.ts'
import { bank, known, minterOf, shop, walletOf } from './accounts.ts'
import type { KeptChain } from './state.ts'

export type Chain = Awaited<ReturnType<typeof openChain>>

/**
 * A chain of our own: the real virtual machine, wallets of version 5 and jettons of TEP-74. `happened` is told of each
 * transaction in order, but for those that made its first contracts: they were there before the shop looked at it. What gave the
 * shop's wallet its first coins would else be money of a customer whom nobody knows.
 */
export async function openChain({
  kept,
  now,
  happened,
}: {
  kept: KeptChain | null
  now: () => number
  happened: (all: BlockchainTransaction[]) => void
}) {
  const chain = await Blockchain.create()
  let isBegun = kept !== null
  if (kept) {
    const fresh = snapshotToSerializable(chain.snapshot())
    await chain.loadFrom(snapshotFromSerializable({ ...fresh, ...kept, transactions: [] } as typeof fresh))
  } else await begin()

  async function begin() {
    const treasury = await chain.treasury(bank, { balance: toNano(1_000_000_000) })
    chain.now = now()
    const banker = walletOf(bank).contract
    await treasury.send({ to: banker.address, value: toNano(500_000_000), bounce: false })
    await send(bank, [])
    await send(bank, [{ to: known.shop, value: toNano(1) }])
    // The shop's wallet is deployed, as the README asks of a real one.
    await send(shop, [])
    for (const name of ['usdt', 'fake-usdt']) {
      const { init, address } = minterOf(name)
      await send(bank, [{ to: address, value: toNano(1), init }])
    }
    isBegun = true
  }

  type Out = { to: Address; value: bigint; body?: Cell; init?: { code: Cell; data: Cell }; bounce?: boolean }

  /** Signs as that person's wallet and hands it to the chain. @returns what was signed, for whoever asks for it */
  async function send(person: string, outs: Out[]): Promise<Cell> {
    chain.now = now()
    const { keys, contract } = walletOf(person)
    const opened = chain.openContract(contract)
    const isDeployed = (await chain.getContract(contract.address)).accountState?.type === 'active'
    const seqno = isDeployed ? await opened.getSeqno() : 0
    const messages: MessageRelaxed[] = outs.map(({ to, value, body, init, bounce = false }) =>
      internal({ to, value, bounce, ...(body ? { body } : {}), ...(init ? { init } : {}) }),
    )
    const transfer = contract.createTransfer({
      seqno,
      secretKey: keys.secretKey,
      sendMode: SendMode.PAY_GAS_SEPARATELY,
      timeout: now() + 3_600,
      messages,
    })
    const message = external({ to: contract.address, body: transfer, ...(isDeployed ? {} : { init: contract.init }) })
    const { transactions } = await chain.sendMessage(message)
    if (isBegun) happened(transactions)
    return beginCell().store(storeMessage(message)).endCell()
  }

  /** Somebody new has something to spend. */
  async function fund(person: string): Promise<void> {
    const { address } = walletOf(person).contract
    if ((await chain.getContract(address)).balance > toNano(1)) return
    await send(bank, [{ to: address, value: toNano(100_000) }])
    for (const name of ['usdt', 'fake-usdt'])
      await send(bank, [{ to: minterOf(name).address, value: toNano(1), body: mint(address, 1_000_000_000_000n) }])
  }

  function mint(to: Address, amount: bigint): Cell {
    const arrival = beginCell()
      .storeUint(opcodes.jettonArrival, 32)
      .storeUint(0, 64)
      .storeCoins(amount)
      .storeAddress(null)
      .storeAddress(null)
      .storeCoins(0)
      .storeMaybeRef(null)
      .endCell()
    return beginCell().storeUint(21, 32).storeUint(0, 64).storeAddress(to).storeCoins(toNano('0.2')).storeRef(arrival).endCell()
  }

  const jettonWallet = (owner: Address, master: Address): Promise<Address> =>
    chain
      .runGetMethod(master, 'get_wallet_address', [{ type: 'slice', cell: beginCell().storeAddress(owner).endCell() }])
      .then(({ stackReader }) => stackReader.readAddress())

  /** A transfer of jettons as wallets write it. Without `forward` nobody is told of it. */
  function jettonTransfer({
    from,
    amount,
    comment,
    forward,
  }: {
    from: Address
    amount: bigint
    comment: Cell | null
    forward: bigint
  }): Cell {
    return beginCell()
      .storeUint(opcodes.jettonTransfer, 32)
      .storeUint(0, 64)
      .storeCoins(amount)
      .storeAddress(known.shop)
      .storeAddress(from)
      .storeBit(false)
      .storeCoins(forward)
      .storeMaybeRef(comment)
      .endCell()
  }

  return {
    send,
    fund,
    jettonWallet,
    jettonTransfer,
    comment: commentCell,
    contract: (address: Address) => chain.getContract(address),
    runGetMethod: (address: Address, method: string, stack: Parameters<typeof chain.runGetMethod>[2]) =>
      chain.runGetMethod(address, method, stack),

    /** What the shop has, by its own contracts. */
    async shopHas(coin: 'ton' | 'usdt'): Promise<bigint> {
      if (coin === 'ton') return (await chain.getContract(known.shop)).balance
      const wallet = await jettonWallet(known.shop, known.usdt)
      if ((await chain.getContract(wallet)).accountState?.type !== 'active') return 0n
      return (await chain.runGetMethod(wallet, 'get_wallet_data')).stackReader.readBigNumber()
    },

    keep(): KeptChain {
      const { contracts, lt, nextCreateWalletIndex } = snapshotToSerializable(chain.snapshot())
      return { contracts, lt, nextCreateWalletIndex }
    },
  }
}
