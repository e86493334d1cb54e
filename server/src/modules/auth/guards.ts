import { createMiddleware } from 'hono/factory'
import { can, isStaff, type Permission } from 'shared/permissions'
import { later } from '../../platform/clock.ts'
import { hashOf, isSameText } from '../../platform/crypto.ts'
import type { AppEnv, SignedInEnv } from '../../platform/http/env.ts'
import { asLoggedError } from '../../platform/log.ts'
import { requestProblem } from '../../platform/problem.ts'
import { authProblem } from './problems.ts'
import { touchSession } from './queries.ts'

/** How exactly we know when somebody was here last; nobody's answer waits for it to be written down. */
const seenSeconds = 300

const isReading = (method: string) => method === 'GET' || method === 'HEAD'

/**
 * Lets in who is signed in, and who changes things no faster than a person can. One query, or none within
 * a few seconds of the last: a ban, a revoked session or a changed role counts from the next request on (known-sessions.ts).
 */
export const customer = createMiddleware<SignedInEnv>(async (c, next) => {
  const token = /^Bearer ([\w-]{43})$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token) throw requestProblem('signed-out')
  const { ctx } = c.var
  const now = ctx.clock.now()
  const session = await ctx.sessions.find(hashOf(token), now)
  if (!session) throw requestProblem('signed-out')
  if (session.bannedAt) throw authProblem('banned')
  if (!isReading(c.req.method)) await ctx.limits.writes.take(session.userId)
  c.set('ctx', {
    ...ctx,
    actor: {
      kind: 'user',
      userId: session.userId,
      telegramId: session.telegramId,
      sessionId: session.id,
      launch: session.launch,
      surface: session.surface,
      role: session.role,
      language: session.language,
      name: [session.firstName, session.lastName].filter(Boolean).join(' '),
      authDate: session.authDate,
      signedInAt: session.createdAt,
    },
  })
  await next()
  const before = later(now, -seenSeconds)
  if (session.lastSeenAt < before) {
    session.lastSeenAt = now
    touchSession(ctx.db, { sessionId: session.id, at: now, before }).catch((error: unknown) =>
      ctx.log.warn({ error: asLoggedError(error) }, 'a session’s last use was not written down'),
    )
  }
})

/** Lets in staff who have this permission, and who signed in with init data younger than customers need. Put it after `customer`. */
export function staff(permission: Permission) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    const { actor, config } = c.var.ctx
    if (!isStaff(actor.role) || !can(actor.role, permission)) throw requestProblem('forbidden')
    const ageSeconds = (actor.signedInAt.getTime() - actor.authDate.getTime()) / 1000
    if (ageSeconds > config.auth.staffInitDataMaxAgeSeconds) throw authProblem('init-data-stale')
    await next()
  })
}

/** Lets in our own bot, by the secret both were given. */
export const ourBot = createMiddleware<AppEnv>(async (c, next) => {
  const given = /^Bearer (.{1,256})$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (!given || !isSameText(given, c.var.ctx.config.telegram.botApiSecret)) throw requestProblem('signed-out')
  await next()
})
