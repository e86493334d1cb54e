import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Accepted } from 'shared/bot.schema'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { requestProblem } from '../../platform/problem.ts'
import { receiveSignal } from './handle-signal.ts'
import { paymentProblem } from './problems.ts'

const largest = 256 * 1024

/**
 * Where gateways call. The bytes are kept as they came, and looked into by a job: the answer waits for nothing else. A
 * forged call is refused and leaves no trace but the count of 400s among the metrics of this route. A gateway without a
 * secret has no address here.
 */
export const webhookRoutes = new Hono<AppEnv>().post(
  '/:gateway',
  answers(Accepted, { summary: 'A gateway tells that something changed', refusals: [404, 413], tags: ['webhooks'] }),
  bodyLimit({ maxSize: largest, onError: () => Promise.reject(requestProblem('too-large')) }),
  async (c) => {
    const { ctx } = c.var
    const gateway = ctx.gateways.get(c.req.param('gateway'))
    if (!gateway?.verifySignal || !gateway.parseSignal) throw paymentProblem('no-such-gateway')
    const raw = { headers: Object.fromEntries(c.req.raw.headers), body: new Uint8Array(await c.req.arrayBuffer()) }
    if (!(await receiveSignal(ctx, gateway, raw))) throw requestProblem('malformed', { detail: 'The signature does not fit' })
    return c.json({ ok: true as const })
  },
)
