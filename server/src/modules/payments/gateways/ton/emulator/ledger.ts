import { Address, beginCell, Cell, type TupleItem } from '@ton/core'
import type { WalletRequest } from 'shared/payments'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import { known, walletOf } from './accounts.ts'
import { openChain, type Chain } from './chain.ts'
import type { CoinName, TonState } from './state.ts'
import { asWire } from './wire.ts'

/** How somebody pays, and what they may get wrong on the way. */
export const ways = ['right', 'no_memo', 'zero_forward', 'fake_jetton', 'forged', 'bounced'] as const
export type Way = (typeof ways)[number]
export type Pay = { person: string; coin: CoinName; amount: bigint; memo: string | null; how: Way }

const keptTransactions = 5_000
const fee = 50_000_000n

export type Ledger = ReturnType<typeof openLedger>

/** The chain with what is written down of it: one thing happens after the other. */
export function openLedger({ state, emulation }: { state: TonState; emulation: Emulation }) {
  let opened: Promise<Chain> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const now = () => emulation.clock.seconds()

  function write(all: Parameters<Parameters<typeof openChain>[0]['happened']>[0]): void {
    if (!state.holds) state.block += 1
    const trace = all[0]?.hash().toString('base64') ?? ''
    const block = state.holds ? null : state.block
    state.transactions.push(...all.map((transaction) => asWire(transaction, { now: now(), block, trace })))
    state.transactions.splice(0, state.transactions.length - keptTransactions)
  }

  function inTurn<Done>(work: (chain: Chain) => Promise<Done>): Promise<Done> {
    const done = turn.then(async () => {
      opened ??= openChain({ kept: state.chain, now, happened: write })
      const chain = await opened
      const result = await work(chain)
      state.chain = chain.keep()
      emulation.changed()
      return result
    })
    turn = done.catch(() => undefined)
    return done
  }

  /** What the shop has more after it than before, by its own contracts: fees of its own it pays in TON. */
  async function measured(chain: Chain, pay: Omit<Pay, 'person'>, work: () => Promise<unknown>): Promise<bigint> {
    const before = await chain.shopHas(pay.coin)
    await work()
    const gained = (await chain.shopHas(pay.coin)) - before
    const arrived = gained > 0n ? gained : 0n
    state.sent.push({
      id: `sent_${emulation.random.id(10)}`,
      coin: pay.coin,
      how: pay.how,
      memo: pay.memo,
      amount: String(pay.amount),
      arrived: String(arrived),
      at: new Date(emulation.clock.now()).toISOString(),
    })
    return arrived
  }

  async function transfer(chain: Chain, { person, coin, amount, memo, how }: Pay): Promise<unknown> {
    const own = walletOf(person).contract.address
    const comment = memo === null || how === 'no_memo' ? null : chain.comment(memo)
    if (how === 'forged') return chain.send(person, [{ to: known.shop, value: fee, body: forgery({ own, amount, memo }) }])
    if (coin === 'ton') {
      // What no contract of the shop's takes is sent back: here its jetton wallet, which knows no comments.
      const to = how === 'bounced' ? await chain.jettonWallet(known.shop, known.usdt) : known.shop
      return chain.send(person, [{ to, value: amount, bounce: how === 'bounced', ...(comment ? { body: comment } : {}) }])
    }
    const wallet = await chain.jettonWallet(own, how === 'fake_jetton' ? known.fake : known.usdt)
    const forward = how === 'zero_forward' ? 0n : 1n
    const asked = how === 'bounced' ? amount + 10n ** 18n : amount
    return chain.send(person, [
      { to: wallet, value: 2n * fee, bounce: true, body: chain.jettonTransfer({ from: own, amount: asked, comment, forward }) },
    ])
  }

  return {
    /** @returns what arrived at the shop */
    pay: (pay: Pay): Promise<bigint> =>
      inTurn(async (chain) => {
        await chain.fund(pay.person)
        return measured(chain, pay, () => transfer(chain, pay))
      }),

    /** Signs what a shop asked the wallet for. @returns the message as the wallet hands it back */
    sign: (person: string, request: WalletRequest): Promise<string> =>
      inTurn(async (chain) => {
        await chain.fund(person)
        const outs = request.messages.map(({ address, amount, payload }) => ({
          to: Address.parse(address),
          value: BigInt(amount),
          bounce: Address.isFriendly(address) && Address.parseFriendly(address).isBounceable,
          ...(payload ? { body: Cell.fromBase64(payload) } : {}),
        }))
        let signed = ''
        const [first] = outs
        const coin: CoinName = first?.to.equals(known.shop) ? 'ton' : 'usdt'
        await measured(chain, { coin, amount: first?.value ?? 0n, memo: null, how: 'right' }, async () => {
          signed = (await chain.send(person, outs)).toBoc().toString('base64')
        })
        return signed
      }),

    runGetMethod: (address: string, method: string, stack: { type: string; value: unknown }[]) =>
      inTurn(async (chain) => {
        const to = Address.parse(address)
        if ((await chain.contract(to)).accountState?.type !== 'active') return { gas_used: 0, exit_code: -13, stack: [] }
        const given = stack.map(({ type, value }): TupleItem => {
          if (type !== 'slice' || typeof value !== 'string') throw new TypeError(`No ${type} on the stack here`)
          return { type: 'slice', cell: Cell.fromBase64(value) }
        })
        try {
          const { gasUsed, stack: left } = await chain.runGetMethod(to, method, given)
          return { gas_used: Number(gasUsed), exit_code: 0, stack: left.map(asStackEntity) }
        } catch (error) {
          return { gas_used: 0, exit_code: (error as { exitCode?: number }).exitCode ?? 11, stack: [] }
        }
      }),

    /** What is not final yet becomes so. */
    advance(): void {
      state.holds = false
      state.block += 1
      for (const transaction of state.transactions) {
        transaction.mc_block_seqno ??= state.block
        transaction.emulated = false
      }
      emulation.changed()
    },

    /** The chain is another one now. */
    forget(): void {
      opened = undefined
    },
  }
}

/** A notification of jettons that nobody sent, made by hand and signed by whoever likes. */
function forgery({ own, amount, memo }: { own: Address; amount: bigint; memo: string | null }): Cell {
  return beginCell()
    .storeUint(0x7362d09c, 32)
    .storeUint(0, 64)
    .storeCoins(amount)
    .storeAddress(own)
    .storeMaybeRef(memo === null ? null : beginCell().storeUint(0, 32).storeStringTail(memo).endCell())
    .endCell()
}

function asStackEntity(item: TupleItem): { type: string; value: unknown } {
  if (item.type === 'int')
    return { type: 'num', value: `${item.value < 0n ? '-' : ''}0x${(item.value < 0n ? -item.value : item.value).toString(16)}` }
  if (item.type === 'cell' || item.type === 'slice') return { type: 'cell', value: item.cell.toBoc().toString('base64') }
  return { type: 'list', value: [] }
}
