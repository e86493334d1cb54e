import { Hono } from 'hono'
import { Settlements } from 'shared/payments.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { SignedInEnv } from '../../platform/http/env.ts'
import { customer, staff } from '../auth/index.ts'
import { listSettlements } from './list-settlements.ts'

const SettlementsQuery = z.object({ days: z.coerce.number().int().min(1).max(92).default(30) })

/** What gateways say they settled, day by day, beside our book. */
export const settlementRoutes = new Hono<SignedInEnv>().get(
  '/',
  answers(Settlements, { summary: 'What gateways settled, beside our book', refusals: [403] }),
  customer,
  staff('payments.read'),
  accepts('query', SettlementsQuery),
  async (c) => c.json(await listSettlements(c.var.ctx, c.req.valid('query'))),
)
