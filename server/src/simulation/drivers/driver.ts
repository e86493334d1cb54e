import type { PaymentMethod, PaymentState } from 'shared/payments'
import type { Chance } from '../chance.ts'
import type { Shop } from '../shop.ts'

/** A payment as its customer and the company behind the gateway know it. */
export type Payable = {
  id: string
  reference: string | null
  state: PaymentState
  amount: bigint
  currency: string
  telegramId: number
  /** When it ended, if it did. */
  settledAt: Date | null
}

export type Way =
  | 'pays'
  | 'is declined'
  | 'gives up half-way'
  | 'pays another sum'
  | 'pays twice'
  | 'another person pays'
  | 'pays in parts'
  | 'pays late'
  | 'thinks again'

/** What really happened to the money of one payment; `asked`: how often its gateway began it, where it can tell. */
export type Truth = { captured: bigint; refunded: bigint; asked?: number }

/**
 * What customers and companies do by one way to pay, in the simulation: one small file each, one line in `drivers/index.ts`.
 * A way that is not possible (any more) does nothing.
 */
export type MethodDriver = {
  method: PaymentMethod
  ways: readonly Way[]
  /** Only people can give it back: what they sent is nowhere to be seen. */
  refundsByHand?: true
  act(shop: Shop, payment: Payable, way: Way, chance: Chance): Promise<void>
  /** By our payments' ids; a payment that is missing moved nothing. */
  truth(shop: Shop): Map<string, Truth> | Promise<Map<string, Truth>>
  /** What the company or a bank does by itself: refunds in its own screens, disputes, strange fates. */
  mischief?(shop: Shop, chance: Chance): Promise<void>
  /** Money that somebody gave and no payment of ours knows: what must be an open case or have gone back. By their ids. */
  strays?(shop: Shop): Map<string, { isBack: boolean }>
}
