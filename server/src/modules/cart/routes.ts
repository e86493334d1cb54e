import { Hono } from 'hono'
import { z } from 'zod'
import { Cart, CartLines, LineQuantity } from 'shared/cart.schema'
import { Id } from 'shared/common.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { customer } from '../auth/index.ts'
import { setLine, setLines, showCart } from './change-cart.ts'

const LineParams = z.object({ variantId: Id })

export const routes = new Hono<AppEnv>()
  .get('/', answers(Cart, { summary: 'Your cart' }), customer, async (c) => c.json(await showCart(c.var.ctx)))
  .put(
    '/',
    answers(Cart, { summary: 'Make these all your cart holds', refusals: [404] }),
    customer,
    accepts('json', CartLines),
    async (c) => c.json(await setLines(c.var.ctx, c.req.valid('json'))),
  )
  .put(
    '/lines/:variantId',
    answers(Cart, { summary: 'Put so many of a variant into your cart; 0 takes it out', refusals: [404, 409] }),
    customer,
    accepts('param', LineParams),
    accepts('json', LineQuantity),
    async (c) => c.json(await setLine(c.var.ctx, { ...c.req.valid('param'), ...c.req.valid('json') })),
  )
