import type { Currency } from 'shared/currencies'
import type { PaymentMethod } from 'shared/payments'

export type Coin = {
  id: string
  method: PaymentMethod
  currency: Currency
  limits: { min: bigint; max: bigint }
  /** What is asked for is rounded up to this, so that people can read it. */
  step: bigint
  /** Less than this counts for nothing: wallets are flooded with it. */
  dust: bigint
}

/** TON has nine decimals, USDT on TON six. */
export const coins = {
  ton: {
    id: 'ton',
    method: 'ton',
    currency: 'TON',
    limits: { min: 10_000_000n, max: 1_000_000_000_000_000n },
    step: 1_000_000n,
    dust: 1_000_000n,
  },
  usdt: {
    id: 'usdt-ton',
    method: 'usdt_ton',
    currency: 'USDT_TON',
    limits: { min: 100_000n, max: 1_000_000_000_000n },
    step: 10_000n,
    dust: 10_000n,
  },
} as const satisfies Record<string, Coin>
