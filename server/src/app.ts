import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { World } from './context.ts'
import * as auth from './modules/auth/routes.ts'
import * as catalogAdmin from './modules/catalog/admin.ts'
import { pictureRoutes } from './modules/catalog/picture-routes.ts'
import * as cart from './modules/cart/routes.ts'
import * as catalog from './modules/catalog/routes.ts'
import * as shop from './modules/shop/routes.ts'
import * as usersAdmin from './modules/users/admin.ts'
import { botRoutes } from './modules/users/bot-routes.ts'
import * as users from './modules/users/routes.ts'
import { asProblemResponse } from './platform/http/errors.ts'
import type { AppEnv } from './platform/http/env.ts'
import { requestLog } from './platform/http/request-log.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { requestProblem } from './platform/problem.ts'

/** All of `/api/v1`, in one chain so that the Mini App's client knows each path and type. One line a module. */
const api = new Hono<AppEnv>()
  .route('/shop', shop.routes)
  .route('/sessions', auth.routes)
  .route('/me', users.routes)
  .route('/admin', usersAdmin.adminRoutes)
  .route('/internal/bot/users', botRoutes)
  .route('/catalog', catalog.routes)
  .route('/files', pictureRoutes)
  .route('/admin', catalogAdmin.adminRoutes)
  .route('/cart', cart.routes)

export type App = typeof api

export type AppParts = {
  world: World
  metrics?: Metrics
  /** Whether everything a request needs is there. */
  isReady?: () => Promise<boolean>
}

export function createApp({ world, metrics = createMetrics(), isReady = () => Promise.resolve(true) }: AppParts) {
  const app = new Hono<AppEnv>()

  app.use(async (c, next) => {
    const requestId = randomUUID()
    c.set('ctx', { ...world, actor: { kind: 'system', name: 'request' }, requestId })
    await next()
    c.header('x-request-id', requestId)
  })
  app.use(requestLog(world.log, metrics))
  app.onError((error, c) => asProblemResponse(error, c, world.log, c.var.ctx?.requestId ?? randomUUID()))
  app.notFound((c) => asProblemResponse(requestProblem('not-found'), c, world.log, c.var.ctx?.requestId ?? randomUUID()))

  app.get('/livez', (c) => c.text('ok'))
  app.get('/readyz', async (c) => ((await isReady()) ? c.text('ok') : c.text('not ready', 503)))
  app.use('/api/*', bodyLimit({ maxSize: 12 * 1024 * 1024, onError: () => Promise.reject(requestProblem('too-large')) }))
  app.route('/api/v1', api)
  return app
}
