import type { Coin } from '../coin.ts'

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
