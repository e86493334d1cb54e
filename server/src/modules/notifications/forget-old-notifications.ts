import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { deleteOldNotifications } from './queries.ts'

const keptSeconds = 90 * 86_400

/** What was told, or never will be, is of no use after three months. By the thousand, so that nobody waits for it. */
export async function forgetOldNotifications(ctx: Context): Promise<void> {
  const before = later(ctx.clock.now(), -keptSeconds)
  for (let deleted = 1_000; deleted === 1_000;) deleted = await deleteOldNotifications(ctx.db, { before, limit: 1_000 })
}
