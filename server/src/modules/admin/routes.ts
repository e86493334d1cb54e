import { Hono } from 'hono'
import { AuditPage, AuditQuery, Today } from 'shared/admin.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { customer, staff } from '../auth/index.ts'
import { showAudit } from './show-audit.ts'
import { showToday } from './show-today.ts'

/** Under `/admin`. */
export const adminRoutes = new Hono<AppEnv>()
  .get(
    '/today',
    answers(Today, { summary: 'How the day goes, and what needs somebody', refusals: [403], tags: ['staff'] }),
    customer,
    staff('orders.read'),
    async (c) => c.json(await showToday(c.var.ctx)),
  )
  .get(
    '/audit',
    answers(AuditPage, { summary: 'What staff changed, newest first', refusals: [403], tags: ['staff'] }),
    customer,
    staff('audit.read'),
    accepts('query', AuditQuery),
    async (c) => c.json(await showAudit(c.var.ctx, c.req.valid('query'))),
  )
