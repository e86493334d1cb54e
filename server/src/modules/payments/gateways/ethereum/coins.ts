import type { Coin } from '../coin.ts'

/** Ether has eighteen decimals, USDT on Ethereum six. */
export const coins = {
  eth: {
    id: 'ethereum',
    method: 'ethereum',
    currency: 'ETH',
    limits: { min: 1_000_000_000_000_000n, max: 10n ** 24n },
    step: 1_000_000_000_000n,
    dust: 10_000_000_000_000n,
  },
  usdt: {
    id: 'usdt-ethereum',
    method: 'usdt_ethereum',
    currency: 'USDT_ETH',
    limits: { min: 1_000_000n, max: 10n ** 13n },
    step: 10_000n,
    dust: 10_000n,
  },
} as const satisfies Record<string, Coin>
