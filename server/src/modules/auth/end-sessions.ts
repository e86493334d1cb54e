import type { Context, CustomerContext } from '../../context.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { authProblem } from './problems.ts'
import { revokeAllSessions, revokeLaunchOf } from './queries.ts'

/**
 * Signs a user out everywhere, open live connections too: after a ban or a change of role, or at their own wish.
 * @param except the launch that stays
 */
export function endSessions(ctx: Context, { userId, except }: { userId: string; except?: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    dropAfterCommit(ctx, ctx.sessions)
    await revokeAllSessions(ctx.db, { userId, ...(except ? { except } : {}), now: ctx.clock.now() })
    await ctx.live.end(ctx, { user: userId, ...(except ? { except } : {}) })
  })
}

/**
 * Signs out a device: every page of the launch this session belongs to.
 * @throws auth/session-not-found when it is not one of the actor's living sessions.
 */
export function endSession(ctx: CustomerContext, { sessionId }: { sessionId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    dropAfterCommit(ctx, ctx.sessions)
    const launch = await revokeLaunchOf(ctx.db, { userId, sessionId, now: ctx.clock.now() })
    if (!launch) throw authProblem('session-not-found')
    await ctx.live.end(ctx, { launch })
  })
}
