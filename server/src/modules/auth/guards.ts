import { createMiddleware } from 'hono/factory'
import { can, isStaff, type Permission } from 'shared/permissions'
import { requestProblem, problems } from '../../platform/problem.ts'
import { hashOf } from '../../platform/crypto.ts'
import type { SignedInEnv } from '../../platform/http/env.ts'
import { findSession } from './queries.ts'

export const authProblem = problems('auth', {
  'init-data-invalid': [401, 'Telegram did not sign this'],
  'init-data-stale': [401, 'Open the shop from Telegram again'],
  banned: [403, 'This account may not use the shop'],
  'session-not-found': [404, 'No such session'],
})

/** Lets in who is signed in. One query: a ban, a revoked session or a changed role counts from the next request on. */
export const customer = createMiddleware<SignedInEnv>(async (c, next) => {
  const token = /^Bearer ([\w-]{43})$/.exec(c.req.header('authorization') ?? '')?.[1]
  if (!token) throw requestProblem('signed-out')
  const { ctx } = c.var
  const session = await findSession(ctx.db, hashOf(token), ctx.clock.now())
  if (!session) throw requestProblem('signed-out')
  if (session.bannedAt) throw authProblem('banned')
  c.set('ctx', {
    ...ctx,
    actor: {
      kind: 'user',
      userId: session.userId,
      telegramId: session.telegramId,
      sessionId: session.id,
      role: session.role,
      language: session.language,
      name: [session.firstName, session.lastName].filter(Boolean).join(' '),
      authDate: session.authDate,
    },
  })
  await next()
})

/** Lets in staff who have this permission. Put it after `customer`. */
export function staff(permission: Permission) {
  return createMiddleware<SignedInEnv>(async (c, next) => {
    const { actor } = c.var.ctx
    if (!isStaff(actor.role) || !can(actor.role, permission)) throw requestProblem('forbidden')
    await next()
  })
}
