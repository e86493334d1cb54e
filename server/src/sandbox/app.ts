import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { ZodError } from 'zod'
import { StripeFault } from '../modules/payments/gateways/stripe/emulator/errors.ts'
import { LostReply } from '../platform/emulation/faults.ts'
import { TelegramFault } from '../platform/telegram/emulator/errors.ts'
import { controlRoutes } from './control.ts'
import { loginRoutes } from './login-routes.ts'
import { pageRoutes } from './page.ts'
import { personaRoutes } from './persona-routes.ts'
import type { SandboxWorld } from './world.ts'

/**
 * The outside world over HTTP: `/stripe` (also at `/v1`, for clients that know no base path), `/telegram`, `/stripe-js`,
 * one path for each other gateway, `/personas`, `/control` and the page at `/`.
 */
export function sandboxApp(world: SandboxWorld) {
  const app = new Hono<{ Bindings: HttpBindings }>()
  for (const [name, gateway] of Object.entries(world.gateways)) app.mount(`/${name}`, (request: Request) => gateway.fetch(request))
  return app
    .mount('/stripe', (request: Request) => world.stripe.fetch(request))
    .mount('/telegram', (request: Request) => world.telegram.fetch(request))
    .all('/v1/*', (c) => world.stripe.fetch(c.req.raw))
    .all('/stripe-js/*', (c) => world.stripe.fetch(c.req.raw))
    .use('/personas/*', cors())
    .use('/control/*', cors())
    .route('/personas', personaRoutes(world))
    .route('/telegram-login', loginRoutes(world))
    .route('/control', controlRoutes(world))
    .route('/', pageRoutes(world))
    .get('/livez', (c) => c.text('ok'))
    .onError((error, c) => {
      if (error instanceof LostReply) {
        c.env?.incoming?.socket.destroy()
        return c.body(null, 500)
      }
      if (error instanceof ZodError) return c.json({ error: 'invalid', issues: error.issues }, 400)
      if (error instanceof StripeFault) return c.json({ error: error.message }, error.status as 400)
      if (error instanceof TelegramFault) return c.json({ error: error.message }, error.code as 400)
      process.stderr.write(`${error.stack ?? error.message}\n`)
      return c.json({ error: 'the sandbox itself failed', message: error.message }, 500)
    })
}
