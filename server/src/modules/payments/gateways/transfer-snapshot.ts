import type { CoinTransfer } from 'shared/payments'
import type { GatewayPayment, ObservedMovement, Snapshot } from './gateway.ts'

/** Coins that came and may still vanish. */
export type Provisional = { amount: bigint; confirmations: number }

export type Found = {
  /** What is final. */
  movements: readonly ObservedMovement[]
  provisional: readonly Provisional[]
  /** How deep a transfer must lie to be final. */
  needed: number
  /** Nothing more is asked for. */
  isEnded: boolean
  now: Date
  /** What to show: `left` is still to be sent. */
  transfer(left: bigint, seen: CoinTransfer['seen']): CoinTransfer | Promise<CoinTransfer>
}

/**
 * How long after the end the whole sum is waited for that was seen in time, in milliseconds. In a block it only gets deeper: a day, as
 * BTCPay Server monitors what came in time. What no block has taken by then pays too small a fee or may be replaced by its sender,
 * who would hold the rate and the goods meanwhile for next to nothing: a dozen blocks of Bitcoin. What comes later still is late.
 */
const patienceMs = { inBlock: 24 * 3_600_000, onlySeen: 2 * 3_600_000 } as const

/**
 * How a payment by coins stands. Seen in time counts as in time: once it is over the whole sum is still
 * waited for, though not for ever. A part is all there is then, and the core says what becomes of it.
 */
export async function transferSnapshot(
  payment: GatewayPayment,
  { movements, provisional, needed, isEnded, now, transfer }: Found,
): Promise<Snapshot> {
  const isFound = (id: string) => movements.some(({ externalId }) => externalId === id)
  const recorded = payment.movements.filter(({ kind, externalId }) => kind === 'capture' && !isFound(externalId))
  const received = [...movements, ...recorded].reduce((sum, { amount }) => sum + amount.amount, 0n)
  const coming = provisional.reduce((sum, { amount }) => sum + amount, 0n)
  const due = payment.amount.amount - received

  const overMs = payment.expiresAt === null ? 0 : now.getTime() - payment.expiresAt.getTime()
  const awaited = provisional
    .filter(({ confirmations }) => overMs <= (confirmations === 0 ? patienceMs.onlySeen : patienceMs.inBlock))
    .reduce((sum, { amount }) => sum + amount, 0n)
  const waits = isEnded ? awaited > 0n && awaited >= due : received > 0n || coming > 0n
  const isAll = due <= 0n || (isEnded && received > 0n && !waits)
  const state = isAll ? 'succeeded' : waits ? 'processing' : isEnded ? 'cancelled' : 'requires_action'

  const left = due > coming ? due - coming : 0n
  const seen =
    provisional.length === 0
      ? null
      : { amount: String(coming), confirmations: Math.min(...provisional.map(({ confirmations }) => confirmations)), needed }
  const isShown = state === 'processing' || state === 'requires_action'
  return { state, movements, expected: payment.amount, ...(isShown ? { nextAction: await transfer(left, seen) } : {}) }
}

export function isOver({ state }: GatewayPayment): boolean {
  return ['cancelled', 'expired', 'failed', 'conflicted', 'succeeded'].includes(state)
}
