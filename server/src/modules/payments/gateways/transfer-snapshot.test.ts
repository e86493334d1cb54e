import { describe, expect, it } from 'vitest'
import { money } from 'shared/money'
import type { CoinTransfer } from 'shared/payments'
import type { GatewayPayment } from './gateway.ts'
import { transferSnapshot, type Provisional } from './transfer-snapshot.ts'

describe('coins that were seen in time, once the time is over', () => {
  const end = new Date('2026-11-22T09:15:00Z')
  const payment = { amount: money(100, 'BTC'), movements: [], expiresAt: end, state: 'processing' } as unknown as GatewayPayment
  const hour = 3_600

  it.each<[string, Provisional[], seconds: number, state: string]>([
    ['no block has them', [{ amount: 100n, confirmations: 0 }], 2 * hour, 'processing'],
    ['no block has them still', [{ amount: 100n, confirmations: 0 }], 2 * hour + 1, 'cancelled'],
    ['they only get deeper', [{ amount: 100n, confirmations: 1 }], 24 * hour, 'processing'],
    ['they do not get deep enough', [{ amount: 100n, confirmations: 1 }], 24 * hour + 1, 'cancelled'],
    [
      'one half has a block',
      [
        { amount: 50n, confirmations: 1 },
        { amount: 50n, confirmations: 0 },
      ],
      2 * hour + 1,
      'cancelled',
    ],
    ['they are too few', [{ amount: 99n, confirmations: 1 }], 1, 'cancelled'],
  ])('are waited for as long as is fair: %s', async (_, provisional, seconds, state) => {
    const transfer = (left: bigint, seen: CoinTransfer['seen']) => ({ due: String(left), seen }) as CoinTransfer
    const now = new Date(end.getTime() + seconds * 1000)
    const snapshot = await transferSnapshot(payment, { movements: [], provisional, needed: 6, isEnded: true, now, transfer })
    expect(snapshot).toMatchObject({ state, movements: [] })
  })
})
