import { Hono } from 'hono'
import { Accepted, PreCheckout, PreCheckoutAnswer, StarsPaid, StarsRefunded } from 'shared/bot.schema'
import { KeptMethods } from 'shared/payments.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { requestLanguage } from '../../platform/http/language.ts'
import { limitBody } from '../../platform/http/limit-body.ts'
import { requestProblem } from '../../platform/problem.ts'
import { customer, ourBot } from '../auth/index.ts'
import { isCallback } from './callback.ts'
import { comeBack } from './come-back.ts'
import { receiveSignal } from './handle-signal.ts'
import { mayPay, hearFromBot } from './hear-from-bot.ts'
import { listKeptMethods, removeKeptMethod } from './kept-methods.ts'
import { paymentProblem } from './problems.ts'
import { returnPage, returnPageHeaders } from './return-page.ts'

const largest = 256 * 1024

/**
 * Where gateways call. The bytes are kept as they came, and looked into by a job: the answer waits for nothing else. A
 * forged call is refused and leaves no trace but the count of 400s among the metrics of this route. A gateway without a
 * secret has no address here.
 */
const told = (summary: string) => answers(Accepted, { summary, refusals: [404, 413], tags: ['webhooks'] })

export const webhookRoutes = new Hono<AppEnv>()
  .post('/:gateway', told('A gateway tells that something changed'), limitBody(largest), async (c) => {
    const { ctx } = c.var
    const gateway = ctx.gateways.get(c.req.param('gateway'))
    if (!gateway?.verifySignal || !gateway.parseSignal) throw paymentProblem('no-such-gateway')
    const raw = { headers: Object.fromEntries(c.req.raw.headers), body: new Uint8Array(await c.req.arrayBuffer()) }
    if (!(await receiveSignal(ctx, gateway, raw))) throw requestProblem('malformed', { detail: 'The signature does not fit' })
    return c.json({ ok: true as const })
  })
  // Gateways that sign nothing are given an address of its own for each payment; some PUT where others POST.
  .on(
    ['POST', 'PUT'],
    '/:gateway/:paymentId/:token',
    told('A gateway that signs nothing tells that a payment changed, at the address made for it'),
    limitBody(largest),
    async (c) => {
      const { ctx } = c.var
      const { paymentId, token } = c.req.param()
      const gateway = ctx.gateways.get(c.req.param('gateway'))
      if (!gateway?.parseSignal || !isCallback(ctx, gateway.descriptor.id, paymentId, token)) throw paymentProblem('no-such-gateway')
      const headers = Object.fromEntries(c.req.raw.headers)
      await receiveSignal(ctx, gateway, { headers, body: new Uint8Array(await c.req.arrayBuffer()), paymentId })
      return c.json({ ok: true as const })
    },
  )

/** Where a browser comes back to from a gateway's page: a page of its own, for nobody is signed in there. */
export const returnRoutes = new Hono<AppEnv>().get(
  '/return/:paymentId/:token',
  answers(z.string(), {
    summary: 'A browser comes back from a gateway’s page',
    refusals: [404],
    tags: ['payments'],
    contentType: 'text/html',
  }),
  async (c) => {
    const { ctx } = c.var
    const back = await comeBack(ctx, { ...c.req.param(), left: c.req.query('left') === '1' })
    const { botUsername, appName } = ctx.config.telegram
    const shown = back ?? { standing: 'over' as const, link: `https://t.me/${botUsername}/${appName}` }
    const language = back?.language ?? requestLanguage(c)
    const looks = Math.max(0, Math.trunc(Number(c.req.query('looks')) || 0))
    return c.html(returnPage(shown, language, looks), back ? 200 : 404, returnPageHeaders)
  },
)

/** What the bot asks and tells of money that Telegram takes. A 200 means that it is written down, or asked about from now on. */
export const botRoutes = new Hono<AppEnv>()
  .post(
    '/pre-checkout',
    answers(PreCheckoutAnswer, { summary: 'May these Stars be taken?', tags: ['bot'] }),
    ourBot,
    accepts('json', PreCheckout),
    async (c) => c.json(await mayPay(c.var.ctx, c.req.valid('json'))),
  )
  .post(
    '/stars-paid',
    answers(Accepted, { summary: 'Stars were taken', refusals: [503], tags: ['bot'] }),
    ourBot,
    accepts('json', StarsPaid),
    async (c) => {
      await hearFromBot(c.var.ctx, 'paid', c.req.valid('json'))
      return c.json({ ok: true as const })
    },
  )
  .post(
    '/stars-refunded',
    answers(Accepted, { summary: 'Stars went back', refusals: [503], tags: ['bot'] }),
    ourBot,
    accepts('json', StarsRefunded),
    async (c) => {
      await hearFromBot(c.var.ctx, 'refunded', c.req.valid('json'))
      return c.json({ ok: true as const })
    },
  )

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
