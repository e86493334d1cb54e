import { Hono } from 'hono'
import { isCurrency } from 'shared/currencies'
import { Id, pageOf } from 'shared/common.schema'
import { asMoneyJson } from 'shared/money'
import { CaseResolution, PaymentCase } from 'shared/payments.schema'
import { z } from 'zod'
import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { SignedInEnv } from '../../platform/http/env.ts'
import { requestProblem } from '../../platform/problem.ts'
import { customer, staff } from '../auth/index.ts'
import { resolveCase } from './cases.ts'
import { isUuid } from './handle-signal.ts'
import { listCases, type CaseRow } from './queries-cases.ts'

const CaseQuery = z.object({
  state: z.enum(['open', 'resolved']).default('open'),
  cursor: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(50).default(20),
})
const CaseParams = z.object({ id: Id })

/** What a rule or a person must settle about money. */
export const adminRoutes = new Hono<SignedInEnv>()
  .get(
    '/',
    answers(pageOf(PaymentCase), { summary: 'Cases about money, newest first', refusals: [403] }),
    customer,
    staff('payments.read'),
    accepts('query', CaseQuery),
    async (c) => {
      const { state, cursor, limit } = c.req.valid('query')
      const after = afterOf(cursor)
      const rows = await listCases(c.var.ctx.db, { open: state === 'open', ...(after ? { after } : {}), limit: limit + 1 })
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return c.json({
        items: rows.slice(0, limit).map(asCase),
        ...(last ? { nextCursor: asCursor([last.createdAt.toISOString(), last.id]) } : {}),
      })
    },
  )
  .post(
    '/:id/resolve',
    answers(PaymentCase, { summary: 'Settle a case', refusals: [403, 404, 409] }),
    customer,
    staff('payments.resolve'),
    accepts('param', CaseParams),
    accepts('json', CaseResolution),
    async (c) =>
      c.json(asCase(await resolveCase(c.var.ctx, { caseId: c.req.valid('param').id, resolution: c.req.valid('json').resolution }))),
  )

function afterOf(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const values = parseCursor(cursor, 2)
  if (!values) return undefined
  const createdAt = new Date(String(values[0]))
  const id = String(values[1])
  if (Number.isNaN(createdAt.getTime()) || !isUuid(id))
    throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'is not a cursor of this list' }] })
  return { createdAt, id }
}

function asCase(row: CaseRow): PaymentCase {
  return {
    id: row.id,
    kind: row.kind,
    orderNumber: row.orderNumber,
    paymentId: row.paymentId,
    amount:
      row.amount !== null && row.currency !== null && isCurrency(row.currency)
        ? asMoneyJson({ amount: row.amount, currency: row.currency })
        : null,
    detail: row.detail,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolution: row.resolution,
  }
}
