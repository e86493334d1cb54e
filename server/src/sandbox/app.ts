import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { ZodError } from 'zod'
import { LostReply } from '../platform/emulation/faults.ts'
import { controlRoutes } from './control.ts'
import { loginRoutes } from './login-routes.ts'
import { pageRoutes } from './page.ts'
import { personaRoutes } from './persona-routes.ts'
import type { SandboxWorld } from './world.ts'

/** The outside world over HTTP: a path for each service, such as `/stripe`, and `/personas`, `/control` and the page at `/`. */
export function sandboxApp(world: SandboxWorld) {
  const app = new Hono<{ Bindings: HttpBindings }>()
  for (const [name, service] of Object.entries(world.services)) app.mount(`/${name}`, (request: Request) => service.fetch(request))
  return app
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
      process.stderr.write(`${error.stack ?? error.message}\n`)
      return c.json({ error: 'the sandbox itself failed', message: error.message }, 500)
    })
}
