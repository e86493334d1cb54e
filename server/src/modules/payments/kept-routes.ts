import { Hono } from 'hono'
import { KeptMethods } from 'shared/payments.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { customer } from '../auth/index.ts'
import { listKeptMethods, removeKeptMethod } from './kept-methods.ts'

const KeptParams = z.object({ gateway: z.string().regex(/^[\w-]{1,40}$/), method: z.string().regex(/^\w{1,100}$/) })

/** Cards and such that a customer let a gateway keep. */
export const keptRoutes = new Hono<AppEnv>()
  .get('/', answers(KeptMethods, { summary: 'Ways to pay that are kept for you', refusals: [409] }), customer, async (c) =>
    c.json({ items: await listKeptMethods(c.var.ctx, c.var.ctx.actor.userId) }),
  )
  .delete(
    '/:gateway/:method',
    answers(null, { summary: 'Keep it no more', status: 204, refusals: [404, 409] }),
    customer,
    accepts('param', KeptParams),
    async (c) => {
      await removeKeptMethod(c.var.ctx, { userId: c.var.ctx.actor.userId, ...c.req.valid('param') })
      return c.body(null, 204)
    },
  )
