import { createSharedAnswers, type SharedAnswers } from '../../platform/shared-answers.ts'
import type { KeptMethod } from './gateways/gateway.ts'

/**
 * What gateways were asked a moment ago because somebody looked: however often a page asks, and from however many tabs, the
 * gateway hears of it once. Webhooks, staff and the janitor ask for themselves.
 */
export type AskedLately = {
  /** That a payment was asked about. How it stands is in its row. */
  payments: SharedAnswers<void>
  /** What a gateway keeps for somebody. A card that another process took or removed is seen as late as this. */
  kept: SharedAnswers<readonly KeptMethod[]>
}

export const createAskedLately = (): AskedLately => ({
  payments: createSharedAnswers({ seconds: 2, most: 5_000 }),
  kept: createSharedAnswers({ seconds: 20, most: 2_000 }),
})

/** Whose kept methods at which gateway. */
export const keptKey = ({ gateway, userId }: { gateway: string; userId: string }) => `${gateway}:${userId}`
