import { Hono } from 'hono'
import { z } from 'zod'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import type { paybillBook } from './book.ts'
import type { pushes } from './pushes.ts'
import { Phone, Shortcode } from './requests.ts'
import type { MpesaWorld } from './world.ts'

const Answer = z.object({
  code: z
    .string()
    .regex(/^\w{1,12}$/)
    .default('0'),
})
const Typed = z.object({ phone: Phone, account: z.string().min(1).max(20), shillings: z.number().int().min(1), shortcode: Shortcode })
const Surprises = z.strictObject({
  shillingsDelta: z.number().int().nullable().optional(),
  outcome: z.string().nullable().optional(),
  reversal: z.string().nullable().optional(),
  bookSilent: z.boolean().optional(),
})

type Controlled = Pick<ReturnType<typeof pushes>, 'answer' | 'byAccount'> & Pick<ReturnType<typeof paybillBook>, 'pay'>

/** What only M-Pesa can be told to do, under `/control/mpesa` (docs/sandbox.md). */
export function controlRoutes({ state, changed }: MpesaWorld, { answer, byAccount, pay }: Controlled): Hono {
  return new Hono()
    .post('/pushes/:id/answer', async (c) => {
      const { code } = await readInput(c, Answer)
      const id = c.req.param('id')
      const made = state.pushes[id] ?? byAccount(id)
      return made && answer(made.id, code) ? c.json({ ok: true }) : c.json({ error: 'no such question stands on a phone' }, 404)
    })
    .post('/paybill', async (c) => {
      const { phone, account, shillings, shortcode } = await readInput(c, Typed)
      return c.json({ receipt: pay(phone, account, shillings, shortcode).receipt })
    })
    .post('/surprises', async (c) => {
      Object.assign(state.surprises, await readInput(c, Surprises))
      changed()
      return c.json(state.surprises)
    })
}
