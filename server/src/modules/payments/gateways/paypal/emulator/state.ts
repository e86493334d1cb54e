import type { Call } from '../../../../../platform/emulation/calls.ts'
import type { Emulation } from '../../../../../platform/emulation/emulation.ts'
import type { Fault } from '../../../../../platform/emulation/faults.ts'
import { newSenderState, type SenderState } from '../../../../../platform/emulation/webhook-sender.ts'
import type { Capture, Dispute, Order, PaypalEvent, Refund } from '../types.ts'

type Table<T> = Record<string, T>

/** What an order's payer is doing, and where they came from. */
export type Visit = { returnUrl: string; cancelUrl: string; approvedAt?: number; funding?: 'good' | 'declined' }

export type Task = { kind: 'finish_refund' | 'fail_refund'; id: string; dueAt: number }

export type TransactionRow = {
  id: string
  at: number
  code: string
  units: string
  fee: string
  currency: string
  about?: string
  customId?: string
  invoiceId?: string
}

/** What the next captures and refunds run into, set by the control API. */
export type Surprises = {
  /** An issue the next capture is refused with. */
  refuse: string | null
  /** The next capture is held back for a review. */
  pending: boolean
  /** Added to what the next capture takes, in the smallest unit. */
  amountDelta: number
  refund: 'pending' | 'fails_later' | 'no_funds' | null
  /** How many transactions they list for one question. */
  mostRows: number
}

/** Everything PayPal knows: plain JSON, newest last, so that it can be written down and read back. */
export type PaypalState = {
  orders: Table<Order & { intent: 'CAPTURE'; create_time: string }>
  visits: Table<Visit>
  captures: Table<Capture & { create_time: string }>
  refunds: Table<Refund & { create_time: string; capture: string }>
  disputes: Table<Dispute>
  /** What moved in the account, oldest first, in the smallest unit. */
  transactions: TransactionRow[]
  events: Table<PaypalEvent>
  /** Which thing a request id made, and until when that is remembered, in seconds. */
  keys: Table<{ made: string; until: number }>
  /** Access tokens and their ends, in seconds. */
  tokens: Table<number>
  tasks: Task[]
  surprises: Surprises
  faults: Fault[]
  calls: Call[]
  sender: SenderState
}

export const noSurprises = (): Surprises => ({ refuse: null, pending: false, amountDelta: 0, refund: null, mostRows: 10_000 })

export const newPaypalState = (): PaypalState => ({
  orders: {},
  visits: {},
  captures: {},
  refunds: {},
  disputes: {},
  transactions: [],
  events: {},
  keys: {},
  tokens: {},
  tasks: [],
  surprises: noSurprises(),
  faults: [],
  calls: [],
  sender: newSenderState(),
})

/** What the endpoints work with. */
export type PaypalWorld = Pick<Emulation, 'clock' | 'random' | 'changed'> & {
  state: PaypalState
  /** Where this emulator is reached: its true names in tests, a path of the sandbox otherwise. */
  places: () => { api: string; web: string }
  emit: (type: string, resourceType: string, resource: object, summary: string) => void
  plan: (task: Task) => void
}

export const newId = ({ random }: Pick<PaypalWorld, 'random'>, length = 17): string => random.id(length).toUpperCase()
export const stamp = ({ clock }: Pick<PaypalWorld, 'clock'>): string => `${new Date(clock.now()).toISOString().slice(0, 19)}Z`
