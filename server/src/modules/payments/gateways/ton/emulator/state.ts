import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { Fault } from '../../../../../platform/emulation/faults.ts'
import type { ConnectState } from './connect-state.ts'
import type { WireTransaction } from './wire.ts'

export type CoinName = 'ton' | 'usdt'

/** What somebody did, and what the shop's balance says of it. */
export type Sent = {
  id: string
  coin: CoinName
  how: string
  memo: string | null
  /** What was sent and what arrived, in the smallest units. */
  amount: string
  arrived: string
  at: string
}

export type TonState = {
  calls: Call[]
  faults: Fault[]
  /** The chain itself: its contracts as they lie. Null until it is first used. */
  chain: KeptChain | null
  /** What happened on it, as the index tells it. */
  transactions: WireTransaction[]
  /** The last block of the masterchain. What came after it is not final yet. */
  block: number
  /** New transactions wait for `advance`. */
  holds: boolean
  sent: Sent[]
  connect: ConnectState
}

/** Of the whole snapshot only what differs from a new chain. */
export type KeptChain = { contracts: unknown; lt: string; nextCreateWalletIndex: number }

export const newTonState = (): TonState => ({
  calls: [],
  faults: [],
  chain: null,
  transactions: [],
  block: 50_000_000,
  holds: false,
  sent: [],
  connect: { sessions: {}, queues: {}, eventId: 0 },
})
