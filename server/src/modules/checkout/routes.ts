import { Hono } from 'hono'
import { CheckoutRequest, Quote, QuoteRequest } from 'shared/checkout.schema'
import { PlacedOrder } from 'shared/orders.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { idempotencyKeyOf } from '../../platform/http/idempotency-key.ts'
import { customer } from '../auth/index.ts'
import { checkOut } from './check-out.ts'
import { quoteCart } from './quote-cart.ts'

export const routes = new Hono<AppEnv>()
  .post(
    '/quote',
    answers(Quote, { summary: 'What your cart costs now, ready to be agreed to', refusals: [404, 409] }),
    customer,
    accepts('json', QuoteRequest),
    async (c) => c.json(await quoteCart(c.var.ctx, c.req.valid('json'))),
  )
  .post(
    '/',
    answers(PlacedOrder, {
      summary: 'Place the order that was quoted and begin to pay it (header Idempotency-Key)',
      status: 201,
      also: { 200: 'The Idempotency-Key was used before: the same order, as it is now' },
      refusals: [404, 409],
    }),
    customer,
    accepts('json', CheckoutRequest),
    async (c) => {
      const idempotencyKey = idempotencyKeyOf(c)
      const { placed, isReplay } = await checkOut(c.var.ctx, { idempotencyKey, request: c.req.valid('json') })
      if (isReplay) c.header('idempotent-replayed', 'true')
      return c.json(placed, isReplay ? 200 : 201)
    },
  )
