import { Hono } from 'hono'
import { z } from 'zod'
import type { Dispute } from '../types.ts'
import { PaypalFault } from './errors.ts'
import type { Surprises } from './state.ts'

type Controlled = {
  approve(orderId: string, funding: 'good' | 'declined'): void
  settleCapture(id: string, status: 'COMPLETED' | 'DECLINED'): void
  dispute(captureId: string): Dispute | undefined
  closeDispute(id: string, end: 'shop' | 'payer' | 'refunded'): Dispute
  failRefund(id: string): void
  withdraw(currency: string): boolean
  forge(orderId: string): Promise<number | null>
  surprise(change: Partial<Surprises>): void
}

const SurprisesChange = z.strictObject({
  refuse: z
    .string()
    .regex(/^[A-Z_]{3,80}$/)
    .nullable()
    .optional(),
  pending: z.boolean().optional(),
  amountDelta: z.number().int().optional(),
  refund: z.enum(['pending', 'fails_later', 'no_funds']).nullable().optional(),
  mostRows: z.number().int().min(1).optional(),
})

/** What only PayPal can be told to do, under `/control/paypal` (docs/sandbox.md). */
export function controlRoutes(emulator: Controlled): Hono {
  return new Hono()
    .post('/orders/:id/approve', async (c) => {
      const { funding } = z.strictObject({ funding: z.enum(['good', 'declined']).default('good') }).parse(await c.req.json())
      emulator.approve(c.req.param('id'), funding)
      return c.json({ ok: true })
    })
    .post('/captures/:id/settle', async (c) => {
      emulator.settleCapture(
        c.req.param('id'),
        z.strictObject({ status: z.enum(['COMPLETED', 'DECLINED']) }).parse(await c.req.json()).status,
      )
      return c.json({ ok: true })
    })
    .post('/captures/:id/dispute', (c) => {
      const dispute = emulator.dispute(c.req.param('id'))
      return dispute ? c.json(dispute, 201) : c.json({ error: 'this capture cannot be disputed' }, 409)
    })
    .post('/disputes/:id/close', async (c) =>
      c.json(
        emulator.closeDispute(
          c.req.param('id'),
          z.strictObject({ end: z.enum(['shop', 'payer', 'refunded']) }).parse(await c.req.json()).end,
        ),
      ),
    )
    .post('/refunds/:id/fail', (c) => {
      emulator.failRefund(c.req.param('id'))
      return c.json({ ok: true })
    })
    .post('/withdraw', async (c) => {
      const { currency } = z.strictObject({ currency: z.string().regex(/^[A-Z]{3}$/) }).parse(await c.req.json())
      return emulator.withdraw(currency) ? c.json({ ok: true }, 201) : c.json({ error: 'there is nothing to withdraw' }, 409)
    })
    .post('/orders/:id/forge', async (c) => c.json({ answers: [await emulator.forge(c.req.param('id'))] }))
    .post('/surprises', async (c) => {
      const change = SurprisesChange.parse(await c.req.json())
      emulator.surprise(Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)))
      return c.json({ ok: true })
    })
    .onError((error, c) => {
      if (error instanceof PaypalFault) return c.json({ error: error.message }, error.status as 400)
      throw error
    })
}
