import { Hono } from 'hono'
import { Accepted, PreCheckout, PreCheckoutAnswer, StarsPaid, StarsRefunded } from 'shared/bot.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { ourBot } from '../auth/index.ts'
import { checkStars, recordStars, recordStarsRefund } from './stars-signals.ts'

/** What the bot asks and tells of Stars. A 200 means that it is written down. */
export const botRoutes = new Hono<AppEnv>()
  .post(
    '/pre-checkout',
    answers(PreCheckoutAnswer, { summary: 'May these Stars be taken?', tags: ['bot'] }),
    ourBot,
    accepts('json', PreCheckout),
    async (c) => c.json(await checkStars(c.var.ctx, c.req.valid('json'))),
  )
  .post('/stars-paid', answers(Accepted, { summary: 'Stars were taken', tags: ['bot'] }), ourBot, accepts('json', StarsPaid), async (c) => {
    await recordStars(c.var.ctx, c.req.valid('json'))
    return c.json({ ok: true as const })
  })
  .post(
    '/stars-refunded',
    answers(Accepted, { summary: 'Stars went back', tags: ['bot'] }),
    ourBot,
    accepts('json', StarsRefunded),
    async (c) => {
      await recordStarsRefund(c.var.ctx, c.req.valid('json'))
      return c.json({ ok: true as const })
    },
  )
