import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { faultKinds } from '../platform/emulation/faults.ts'
import { readInput } from '../platform/emulation/read-input.ts'
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
const Advance = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(400 * 86_400),
})

/** Everything a test or a person may do to the outside world (docs/sandbox.md). */
export function controlRoutes(world: SandboxWorld): Hono {
  const { clock } = world
  const Service = z.enum(Object.keys(world.services))
  const of = (name: string): EmulatedService => {
    const service = world.services[Service.parse(name)]
    if (!service) throw new Error(`There is no service ${name}`)
    return service
  }

  const routes = new Hono().use(async (c, next) => {
    await next()
    if (c.req.method !== 'GET') world.changed()
  })
  for (const [name, { control }] of Object.entries(world.services)) if (control) routes.route(`/${name}`, control)
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
      clock.advance((await readInput(c, Advance)).advanceSeconds)
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
    .get('/:service/deliveries', (c) => c.json({ items: of(c.req.param('service')).state.sender?.deliveries ?? [] }))
    .get('/:service/faults', (c) => c.json({ items: of(c.req.param('service')).faults().list() }))
    .post('/:service/faults', async (c) => {
      const faults = of(c.req.param('service')).faults()
      const fault = await readInput(c, Fault)
      if (!faults.kinds.includes(fault.kind)) return c.json({ error: `it knows no ${fault.kind}` }, 400)
      faults.add(fault)
      return c.json({ ok: true })
    })
    .delete('/:service/faults', (c) => {
      of(c.req.param('service')).faults().clear()
      return c.json({ ok: true })
    })
    .patch('/:service/webhooks', async (c) => {
      const switches = of(c.req.param('service')).switches?.(await readInput(c, Switches))
      return switches ? c.json(switches) : c.json({ error: 'it calls nobody' }, 404)
    })
    .post('/:service/events/:id/resend', (c) =>
      of(c.req.param('service')).resend?.(c.req.param('id')) ? c.json({ ok: true }) : c.json({ error: 'nobody remembers this event' }, 404),
    )
}
