import type { Currency } from 'shared/currencies'
import type { PaymentMethod } from 'shared/payments'

/** A coin that a chain's gateway takes, in its smallest units. */
export type Coin = {
  id: string
  method: PaymentMethod
  currency: Currency
  limits: { min: bigint; max: bigint }
  /** What is asked for is rounded up to this, so that people can read and type it. */
  step: bigint
  /** Less than this counts for nothing: addresses and wallets are flooded with it. */
  dust: bigint
}
