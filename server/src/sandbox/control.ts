import { Hono, type Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { declines, disputeStatuses } from '../modules/payments/gateways/stripe/emulator/index.ts'
import { faultKinds } from '../platform/emulation/faults.ts'
import type { EmulatedService } from '../platform/emulation/service.ts'
import { viewOf } from './view.ts'
import type { SandboxWorld } from './world.ts'

const count = z.number().int().min(1).max(100_000)
const Fault = z.strictObject({
  kind: z.enum(faultKinds),
  times: count.default(1),
  method: z.string().optional(),
  path: z.string().optional(),
  seconds: z.number().min(0).max(86_400).optional(),
  description: z.string().optional(),
})
const Switches = z.strictObject({
  off: z.boolean().optional(),
  duplicate: z.number().int().min(0).max(20).optional(),
  delaySeconds: z.number().min(0).max(604_800).optional(),
  reorder: z.boolean().optional(),
  dropNext: z.number().int().min(0).max(100_000).optional(),
  beforeReply: z.boolean().optional(),
})
const DeclineNext = z.strictObject({
  reason: z.enum(Object.keys(declines) as (keyof typeof declines)[]).default('generic'),
  times: count.default(1),
})
const ForgeStripe = z.strictObject({
  type: z.string().default('payment_intent.succeeded'),
  paymentIntentId: z.string().optional(),
  changes: z.record(z.string(), z.unknown()).optional(),
  secret: z.string().optional(),
})
const ForgeTelegram = z.strictObject({ update: z.record(z.string(), z.unknown()), secretToken: z.string().optional() })
const PersonChange = z.strictObject({
  stars: z.number().int().min(0).optional(),
  started: z.boolean().optional(),
  blocked: z.boolean().optional(),
  language_code: z.string().optional(),
})
const NewPerson = z.strictObject({
  id: z.number().int().positive(),
  first_name: z.string().min(1),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
  phone_number: z.string().optional(),
  stars: z.number().int().min(0).optional(),
  started: z.boolean().optional(),
  blocked: z.boolean().optional(),
})
const NewGroup = z.strictObject({ id: z.number().int().negative(), type: z.enum(['group', 'supergroup']), title: z.string() })

async function read<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.infer<Schema>> {
  const words = await c.req.text()
  return schema.parse(words === '' ? {} : JSON.parse(words))
}

/** Everything a test or a person may do to the outside world (docs/sandbox.md). */
export function controlRoutes(world: SandboxWorld): Hono {
  const { stripe, telegram, clock } = world
  const Service = z.enum(Object.keys(world.services))
  const of = (name: string): EmulatedService => {
    const service = world.services[Service.parse(name)]
    if (!service) throw new Error(`There is no service ${name}`)
    return service
  }
  const touched = (c: Context, answer: object = { ok: true }) => {
    world.changed()
    return c.json(answer)
  }

  const routes = new Hono()
  for (const [name, { control }] of Object.entries(world.gateways)) if (control) routes.route(`/${name}`, control)
  return routes
    .get('/view', (c) => c.json(viewOf(world)))
    .get('/state', (c) =>
      c.json({
        offsetSeconds: clock.offsetSeconds(),
        ...Object.fromEntries(Object.entries(world.services).map(([name, service]) => [name, service.state])),
      }),
    )
    .get('/truth', (c) => c.json(world.truth()))
    .get('/stream', (c) =>
      streamSSE(c, async (stream) => {
        let seen = -1
        let wake = () => {}
        const stop = world.onChange(() => wake())
        stream.onAbort(() => {
          stop()
          wake()
        })
        while (!stream.aborted) {
          if (seen !== world.version()) {
            seen = world.version()
            await stream.writeSSE({ event: 'changed', data: String(seen) })
          } else {
            await new Promise<void>((resolve) => {
              const beat = setTimeout(resolve, 15_000)
              wake = () => {
                clearTimeout(beat)
                resolve()
              }
            })
            if (seen === world.version()) await stream.writeSSE({ event: 'beat', data: '' })
          }
          await stream.sleep(60)
        }
        stop()
      }),
    )
    .post('/clock', async (c) => {
      clock.advance(
        (
          await read(
            c,
            z.strictObject({
              advanceSeconds: z
                .number()
                .min(0)
                .max(400 * 86_400),
            }),
          )
        ).advanceSeconds,
      )
      await world.settle()
      return c.json({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offsetSeconds() })
    })
    .post('/settle', async (c) => {
      await world.settle()
      return c.json({ ok: true })
    })
    .post('/calm', (c) => {
      world.calm()
      return c.json({ ok: true })
    })
    .post('/reset', (c) => {
      world.reset()
      return c.json({ ok: true })
    })

    .get('/:service/calls', (c) => {
      const path = c.req.query('path') ?? ''
      return c.json({ items: of(c.req.param('service')).state.calls.filter((call) => call.path.includes(path)) })
    })
    .get('/:service/deliveries', (c) => c.json({ items: of(c.req.param('service')).state.sender.deliveries }))
    .get('/:service/faults', (c) => c.json({ items: of(c.req.param('service')).faults().list() }))
    .post('/:service/faults', async (c) => {
      of(c.req.param('service'))
        .faults()
        .add(await read(c, Fault))
      return touched(c)
    })
    .delete('/:service/faults', (c) => {
      of(c.req.param('service')).faults().clear()
      return touched(c)
    })
    .patch('/:service/webhooks', async (c) => touched(c, of(c.req.param('service')).switches(await read(c, Switches))))

    .post('/stripe/decline-next', async (c) => {
      const { reason, times } = await read(c, DeclineNext)
      stripe.declineNext(reason, times)
      return touched(c)
    })
    .post('/stripe/wrong-amount-next', async (c) => {
      stripe.wrongAmountNext((await read(c, z.strictObject({ delta: z.number().int() }))).delta)
      return touched(c)
    })
    .post('/stripe/next-refund', async (c) => {
      stripe.nextRefund((await read(c, z.strictObject({ fate: z.enum(['fails_later', 'pending']).nullable() }))).fate)
      return touched(c)
    })
    .post('/stripe/refunds/:id/fail', async (c) => {
      const { reason } = await read(c, z.strictObject({ reason: z.string().optional() }))
      stripe.failRefund(c.req.param('id'), reason)
      return touched(c)
    })
    .post('/stripe/charges/:id/dispute', async (c) => {
      const { reason, stage } = await read(
        c,
        z.strictObject({ reason: z.string().optional(), stage: z.enum(['chargeback', 'inquiry']).optional() }),
      )
      const dispute = stripe.dispute(c.req.param('id'), reason, stage)
      return dispute ? c.json(dispute, 201) : c.json({ error: 'this charge cannot be disputed' }, 409)
    })
    .post('/stripe/disputes/:id/move', async (c) => {
      const { status } = await read(c, z.strictObject({ status: z.enum(disputeStatuses) }))
      return c.json(stripe.moveDispute(c.req.param('id'), status))
    })
    .post('/stripe/charges/:id/fraud-warning', (c) => c.json(stripe.warnOfFraud(c.req.param('id')), 201))
    .post('/stripe/payouts', async (c) => {
      const payout = stripe.payOut((await read(c, z.strictObject({ currency: z.string() }))).currency)
      return payout ? c.json(payout, 201) : c.json({ error: 'nothing is free to be paid out' }, 409)
    })
    .post('/stripe/events/:id/resend', (c) => {
      stripe.resend(c.req.param('id'))
      return touched(c)
    })
    .post('/stripe/forge', async (c) => {
      const { type, ...rest } = await read(c, ForgeStripe)
      return c.json({ answers: await stripe.forge({ type: type as 'payment_intent.succeeded', ...rest }) })
    })

    .get('/telegram/messages', (c) => {
      const chat = c.req.query('chatId')
      const messages = telegram.state.messages.filter((message) => !message.deleted)
      return c.json({ items: chat === undefined ? messages : messages.filter((message) => String(message.chatId) === chat) })
    })
    .post('/telegram/users', async (c) => c.json(telegram.addPerson(await read(c, NewPerson)), 201))
    .post('/telegram/groups', async (c) => {
      telegram.addGroup(await read(c, NewGroup))
      return c.json({ ok: true }, 201)
    })
    .patch('/telegram/users/:id', async (c) => c.json(telegram.changePerson(Number(c.req.param('id')), await read(c, PersonChange))))
    .post('/telegram/users/:id/messages', async (c) => {
      const { text, chatId } = await read(c, z.strictObject({ text: z.string().min(1).max(4096), chatId: z.number().int().optional() }))
      const userId = Number(c.req.param('id'))
      telegram.write(userId, text, chatId ?? userId)
      return touched(c)
    })
    .post('/telegram/users/:id/press', async (c) => {
      const { messageId, data } = await read(c, z.strictObject({ messageId: z.number().int(), data: z.string() }))
      telegram.press(Number(c.req.param('id')), messageId, data)
      return touched(c)
    })
    .post('/telegram/withdrawals', async (c) => {
      const { amount } = await read(c, z.strictObject({ amount: z.number().int().positive() }))
      return telegram.withdraw(amount) ? c.json({ ok: true }, 201) : c.json({ error: 'not so many Stars are there' }, 409)
    })
    .post('/telegram/invoices/:slug/pay', async (c) => {
      const { userId } = await read(c, z.strictObject({ userId: z.coerce.number().int().positive() }))
      return c.json(await telegram.pay(c.req.param('slug').replace(/^\$/, ''), userId))
    })
    .post('/telegram/updates/:id/resend', (c) =>
      telegram.resend(Number(c.req.param('id'))) ? c.json({ ok: true }) : c.json({ error: 'nobody remembers this update' }, 404),
    )
    .post('/telegram/forge', async (c) => {
      const { update, secretToken } = await read(c, ForgeTelegram)
      return c.json({ answer: await telegram.forge(update, secretToken) })
    })
}
