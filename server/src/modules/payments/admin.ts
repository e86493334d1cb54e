import { Hono } from 'hono'
import { isCurrency } from 'shared/currencies'
import { Id, pageOf } from 'shared/common.schema'
import { asMoneyJson } from 'shared/money'
import { AdminPaymentMethods, MethodsQuery } from 'shared/payment-methods.schema'
import { paymentMethods } from 'shared/payments'
import { CaseDecision, CaseResolution, PaymentCase, Settlements } from 'shared/payments.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { SignedInEnv } from '../../platform/http/env.ts'
import { customer, staff } from '../auth/index.ts'
import { resolveCase } from './cases.ts'
import { decidePayment } from './decide-payment.ts'
import { listCases } from './list-cases.ts'
import { listMethods } from './list-methods.ts'
import { listSettlements } from './list-settlements.ts'
import { pauseMethod, resumeMethod } from './pause-method.ts'
import type { CaseRow } from './queries-cases.ts'

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
      const { items, nextCursor } = await listCases(c.var.ctx, c.req.valid('query'))
      return c.json({ items: items.map(asCase), ...(nextCursor ? { nextCursor } : {}) })
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
  .post(
    '/:id/decide',
    answers(PaymentCase, { summary: 'Say whether a payment was paid whose gateway will not say', refusals: [403, 404, 409] }),
    customer,
    staff('payments.resolve'),
    accepts('param', CaseParams),
    accepts('json', CaseDecision),
    async (c) => c.json(asCase(await decidePayment(c.var.ctx, { caseId: c.req.valid('param').id, ...c.req.valid('json') }))),
  )

const MethodParams = z.object({ method: z.enum(paymentMethods) })

/** The ways to pay, and the switch that takes one out of the checkout. */
export const methodRoutes = new Hono<SignedInEnv>()
  .get(
    '/',
    answers(AdminPaymentMethods, { summary: 'Every way to pay, and why a sample purchase could not use it', refusals: [403] }),
    customer,
    staff('payments.read'),
    accepts('query', MethodsQuery),
    async (c) => c.json(await listMethods(c.var.ctx, c.req.valid('query'))),
  )
  .post(
    '/:method/pause',
    answers(null, { summary: 'Offer it to nobody for now', status: 204, refusals: [403] }),
    customer,
    staff('settings.write'),
    accepts('param', MethodParams),
    async (c) => {
      await pauseMethod(c.var.ctx, c.req.valid('param').method)
      return c.body(null, 204)
    },
  )
  .post(
    '/:method/resume',
    answers(null, { summary: 'Offer it again', status: 204, refusals: [403] }),
    customer,
    staff('settings.write'),
    accepts('param', MethodParams),
    async (c) => {
      await resumeMethod(c.var.ctx, c.req.valid('param').method)
      return c.body(null, 204)
    },
  )

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
    code: row.code,
    facts: row.facts ?? {},
    detail: row.detail,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    outcome: row.outcome,
    resolution: row.resolution,
  }
}

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
