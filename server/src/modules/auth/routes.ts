import { Hono } from 'hono'
import { SessionStart, Sessions } from 'shared/users.schema'
import { z } from 'zod'
import { Id } from 'shared/common.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import { clientAddress, networkOf } from '../../platform/http/client-address.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { createLimit } from '../../platform/http/rate-limit.ts'
import { Problem } from '../../platform/problem.ts'
import { signOut, signOutEverywhere } from './end-sessions.ts'
import { customer } from './guards.ts'
import { authProblem } from './problems.ts'
import { sessionsOf } from './sessions-of.ts'
import { startSession, type Signed } from './start-session.ts'

const SessionParams = z.object({ id: Id })
const EndAll = z.object({ keep: z.literal('current').optional() })

// Many people share one address behind a mobile carrier or a proxy of ours, so only what is refused counts against it, and
// whoever Telegram vouches for comes in however much was refused before.
const refusedByAddress = createLimit(600)
const startedByUser = createLimit(300)

export const routes = new Hono<AppEnv>()
  .post(
    '/',
    answers(SessionStart, {
      summary: 'Sign in with Telegram’s init data (`authorization: tma <raw>`), or with its login (`telegram-login <query string>`)',
      status: 201,
      refusals: [403],
    }),
    async (c) => {
      const { ctx } = c.var
      const [, by, raw] = /^(tma|telegram-login) (.+)$/.exec(c.req.header('authorization') ?? '') ?? []
      try {
        if (!by || !raw) throw authProblem('init-data-invalid', { detail: 'Send `authorization: tma <raw init data>`' })
        const started = await startSession(ctx, {
          signed: { by, raw } as Signed,
          userAgent: c.req.header('user-agent'),
          mayStart: (telegramId) => startedByUser.take(String(telegramId)),
        })
        c.header('cache-control', 'no-store')
        return c.json(started, 201)
      } catch (error) {
        if (error instanceof Problem && error.status === 401)
          await refusedByAddress.take(networkOf(clientAddress(c, ctx.config.trustedProxies)))
        throw error
      }
    },
  )
  .get('/', answers(Sessions, { summary: 'Where you are signed in: the newest session of each launch of the shop' }), customer, async (c) =>
    c.json({ items: await sessionsOf(c.var.ctx) }),
  )
  .delete(
    '/',
    answers(null, { summary: 'Sign out everywhere (`?keep=current`: everywhere else)', status: 204 }),
    customer,
    accepts('query', EndAll),
    async (c) => {
      await signOutEverywhere(c.var.ctx, { keep: c.req.valid('query').keep === 'current' })
      return c.body(null, 204)
    },
  )
  .delete('/current', answers(null, { summary: 'Sign out here: every session of this launch', status: 204 }), customer, async (c) => {
    await signOut(c.var.ctx, { sessionId: c.var.ctx.actor.sessionId })
    return c.body(null, 204)
  })
  .delete(
    '/:id',
    answers(null, { summary: 'Sign out another device: every session of its launch', status: 204, refusals: [404] }),
    customer,
    accepts('param', SessionParams),
    async (c) => {
      await signOut(c.var.ctx, { sessionId: c.req.valid('param').id })
      return c.body(null, 204)
    },
  )
