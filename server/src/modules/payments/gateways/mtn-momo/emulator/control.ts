import { Hono } from 'hono'
import { z } from 'zod'
import { readInput } from '../../../../../platform/emulation/read-input.ts'
import { Amount } from './requests.ts'
import type { MomoState } from './state.ts'
import type { transfers } from './transfers.ts'

const Answer = z.object({ reason: z.string().nullable().default(null) })
const Surprises = z.strictObject({
  amount: Amount.nullable().optional(),
  outcome: z.string().nullable().optional(),
  refund: z.string().nullable().optional(),
  hiddenSeconds: z.number().int().min(0).optional(),
})

type Controlled = Pick<ReturnType<typeof transfers>, 'answer' | 'byNote'> & { state: MomoState; changed: () => void }

/** What only MTN MoMo can be told to do, under `/control/mtn-momo` (docs/sandbox.md). */
export function controlRoutes({ state, changed, answer, byNote }: Controlled): Hono {
  return new Hono()
    .post('/requests/:id/answer', async (c) => {
      const { reason } = await readInput(c, Answer)
      const id = c.req.param('id')
      const made = state.transfers[id] ?? byNote(id)
      return made && answer(made.id, reason) ? c.json({ ok: true }) : c.json({ error: 'no such question stands on a phone' }, 404)
    })
    .post('/surprises', async (c) => {
      Object.assign(state.surprises, await readInput(c, Surprises))
      changed()
      return c.json(state.surprises)
    })
}
