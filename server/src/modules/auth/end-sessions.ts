import type { Context, CustomerContext } from '../../context.ts'
import { dropAfterCommit } from '../../platform/kept.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { authProblem } from './problems.ts'
import { outdateSignIns, revokeAllSessions, signOutAll, signOutLaunchOf } from './queries.ts'

/** Ends all sessions of a user at once, open live connections too, after a ban or a change of role: the next are opened as who they are now. */
export function endSessions(ctx: Context, { userId }: { userId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    dropAfterCommit(ctx, ctx.sessions)
    await revokeAllSessions(ctx.db, { userId, now: ctx.clock.now() })
    await ctx.live.end(ctx, { user: userId })
  })
}

/**
 * Signs the actor out everywhere: no launch so far opens a session again.
 * @param keep whether the launch they are in stays
 */
export function signOutEverywhere(ctx: CustomerContext, { keep }: { keep: boolean }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { userId, launch } = ctx.actor
    const now = ctx.clock.now()
    dropAfterCommit(ctx, ctx.sessions)
    await outdateSignIns(ctx.db, userId, now)
    await signOutAll(ctx.db, { userId, ...(keep ? { except: launch } : {}), now })
    await ctx.live.end(ctx, { user: userId, ...(keep ? { except: launch } : {}) })
  })
}

/**
 * Signs out a device: every page of the launch this session belongs to, and what Telegram signed for it opens none again.
 * @throws auth/session-not-found when it is not one of the actor's living sessions.
 */
export function signOut(ctx: CustomerContext, { sessionId }: { sessionId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    dropAfterCommit(ctx, ctx.sessions)
    const now = ctx.clock.now()
    await outdateSignIns(ctx.db, userId, now)
    const launch = await signOutLaunchOf(ctx.db, { userId, sessionId, now })
    if (!launch) throw authProblem('session-not-found')
    await ctx.live.end(ctx, { launch })
  })
}
