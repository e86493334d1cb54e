import type { Chance } from '../chance.ts'
import type { Shop } from '../shop.ts'
import type { Payable, Way } from './driver.ts'

/** Coins are sent, or not: nobody declines them, and nothing calls us. */
export const coinWays = ['pays', 'gives up half-way', 'pays another sum', 'pays twice', 'pays in parts', 'pays late'] as const

/** A wallet that pays to where one payment asks. */
export type Wallet = {
  send(sum: bigint): unknown
  /** Blocks come, so that what was sent lies deeper. */
  letBlocksPass?(): void
  /** Takes back what is in no block yet, or sends another sum instead; false: nothing waits. */
  thinkAgain?(sum: bigint | undefined): boolean
}

/** How long after its end an address is watched, less what the clock may jump meanwhile: who pays later than that writes to us. */
const watchedMs = 25 * 86_400_000

export async function payInCoins(shop: Shop, payment: Payable, way: Way, chance: Chance, wallet: Wallet): Promise<void> {
  const { amount, settledAt } = payment
  if (way === 'gives up half-way' || (settledAt && shop.clock.now() - settledAt.getTime() > watchedMs)) return
  if (way === 'pays late') shop.clock.advance(chance.one([901, 4_000, 90_000]))
  if (way === 'pays another sum') await wallet.send(chance.one([amount / 2n, (amount * 3n) / 2n]))
  else if (way === 'pays in parts') {
    await wallet.send(amount / 3n)
    if (chance.happens(0.5)) wallet.letBlocksPass?.()
    if (chance.happens(0.7)) await wallet.send(amount - amount / 3n)
  } else if (way === 'thinks again') {
    const sum = chance.happens(0.4) ? undefined : chance.one([amount, amount / 2n])
    // Mostly what the shop has not seen: it is seen where there was time since an earlier step.
    if (!wallet.thinkAgain?.(sum)) {
      await wallet.send(amount)
      if (chance.happens(0.5)) wallet.thinkAgain?.(sum)
    }
  } else {
    await wallet.send(amount)
    if (way === 'pays twice') await wallet.send(amount)
  }
  if (chance.happens(0.5)) wallet.letBlocksPass?.()
}
