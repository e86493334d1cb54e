import { randomUUID } from 'node:crypto'
import { Hono, type MiddlewareHandler } from 'hono'
import { ConnectManifest } from 'shared/shop.schema'
import { z } from 'zod'
import type { World } from './context.ts'
import * as admin from './modules/admin/routes.ts'
import * as auth from './modules/auth/routes.ts'
import * as catalogAdmin from './modules/catalog/admin.ts'
import { pictureRoutes } from './modules/catalog/routes-pictures.ts'
import * as cart from './modules/cart/routes.ts'
import * as catalog from './modules/catalog/routes.ts'
import * as checkout from './modules/checkout/routes.ts'
import * as ordersAdmin from './modules/orders/admin.ts'
import * as orders from './modules/orders/routes.ts'
import { createLiveHub, type LiveHub } from './modules/realtime/index.ts'
import { liveRoutes } from './modules/realtime/routes.ts'
import * as paymentsAdmin from './modules/payments/admin.ts'
import { botRoutes as starsRoutes, keptRoutes, returnRoutes, webhookRoutes } from './modules/payments/routes.ts'
import * as shippingAdmin from './modules/shipping/admin.ts'
import * as shop from './modules/shop/routes.ts'
import * as usersAdmin from './modules/users/admin.ts'
import { botRoutes } from './modules/users/bot-routes.ts'
import * as users from './modules/users/routes.ts'
import { answers } from './platform/http/answers.ts'
import { clientAddress, networkOf } from './platform/http/client-address.ts'
import { isSameText } from './platform/crypto.ts'
import { describeApi } from './openapi.ts'
import { asProblemResponse } from './platform/http/errors.ts'
import type { AppEnv } from './platform/http/env.ts'
import { createBodyRoom, holdBody } from './platform/http/hold-body.ts'
import { requestLog } from './platform/http/request-log.ts'
import { createMetrics, type Metrics } from './platform/metrics.ts'
import { requestProblem } from './platform/problem.ts'

/** All of `/api/v1`, in one chain so that the Mini App's client knows each path and type. One line a module. */
const api = new Hono<AppEnv>()
  .route('/shop', shop.routes)
  .route('/sessions', auth.routes)
  .route('/me', users.routes)
  .route('/me/payment-methods', keptRoutes)
  .route('/admin', usersAdmin.adminRoutes)
  .route('/internal/bot/users', botRoutes)
  .route('/catalog', catalog.routes)
  .route('/files', pictureRoutes)
  .route('/admin', catalogAdmin.adminRoutes)
  .route('/cart', cart.routes)
  .route('/checkout', checkout.routes)
  .route('/orders', orders.routes)
  .route('/admin/orders', ordersAdmin.adminRoutes)
  .route('/admin', admin.adminRoutes)
  .route('/webhooks', webhookRoutes)
  .route('/payments', returnRoutes)
  .route('/internal/bot', starsRoutes)
  .route('/admin/cases', paymentsAdmin.adminRoutes)
  .route('/admin/payment-methods', paymentsAdmin.methodRoutes)
  .route('/admin/settlements', paymentsAdmin.settlementRoutes)
  .route('/admin/shipping', shippingAdmin.adminRoutes)

export type App = typeof api

export type AppParts = {
  world: World
  metrics?: Metrics
  hub?: LiveHub
  /** Whether everything a request needs is there. */
  isReady?: () => Promise<boolean>
  /** Serves the Mini App's files (static.ts); without it this is only an API. */
  miniApp?: MiddlewareHandler
  /** Takes Telegram's updates at `/bot/webhook`, where the bot runs in this process. */
  botWebhook?: (request: Request) => Response | Promise<Response>
}

export function createApp({
  world,
  metrics = createMetrics(),
  hub = createLiveHub({ world }),
  isReady = () => Promise.resolve(true),
  miniApp,
  botWebhook,
}: AppParts) {
  const { config } = world
  const app = new Hono<AppEnv>()

  app.use(async (c, next) => {
    const requestId = randomUUID()
    c.set('ctx', { ...world, actor: { kind: 'system', name: 'request' }, requestId })
    // Before the answer is made: adding them afterwards would make the answer twice.
    c.header('x-request-id', requestId)
    c.header('x-content-type-options', 'nosniff')
    if (config.production) c.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    await next()
  })
  app.use(requestLog(world.log, metrics))
  app.onError((error, c) => asProblemResponse(error, c, world.log, c.var.ctx?.requestId ?? randomUUID()))
  app.notFound((c) => asProblemResponse(requestProblem('not-found'), c, world.log, c.var.ctx?.requestId ?? randomUUID()))

  const text = (summary: string, refusals: (403 | 503)[] = []) => answers(z.string(), { summary, refusals, contentType: 'text/plain' })
  app.get('/livez', text('Whether the process runs'), (c) => c.text('ok'))
  app.get('/readyz', text('Whether it can take requests', [503]), async (c) =>
    (await isReady()) ? c.text('ok') : c.text('not ready', 503),
  )
  app.get('/metrics', text('What Prometheus reads, by METRICS_TOKEN', [403]), async (c) => {
    const { metricsToken } = config
    const given = c.req.header('authorization')?.replace(/^Bearer /, '') ?? ''
    // In production a proxy may stand on this very machine, so an address proves nothing there.
    if (metricsToken ? !isSameText(given, metricsToken) : config.production) throw requestProblem('forbidden')
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  })
  let document: Promise<object> | undefined
  app.get('/openapi.json', answers(z.object({ openapi: z.string() }), { summary: 'This document' }), async (c) => {
    document ??= describeApi(app, { title: config.shop.name, url: config.publicUrl })
    return c.json((await document) as { openapi: string })
  })

  // Wallets read it from wherever they are, to show who asks and to sign for whom (docs.ton.org, TON Connect manifest).
  if (config.ton)
    app.get('/tonconnect-manifest.json', answers(ConnectManifest, { summary: 'Who the shop is, for wallets' }), (c) => {
      c.header('access-control-allow-origin', '*')
      c.header('cache-control', 'public, max-age=3600')
      return c.json({ url: config.publicUrl, name: config.shop.name, iconUrl: `${config.publicUrl}/art/shop.png` })
    })

  if (config.limits.requestsPerAddress > 0)
    app.use('/api/*', async (c, next) => {
      // Our bot speaks for many, and proves who it is.
      if (!c.req.path.startsWith('/api/v1/internal/')) await world.limits.requests.take(networkOf(clientAddress(c, config.trustedProxies)))
      await next()
    })
  const hold = holdBody({
    mostBytes: 512 * 1024,
    seconds: 20,
    room: createBodyRoom({ perNetwork: 8 * 1024 * 1024, together: 64 * 1024 * 1024 }),
    networkOf: (c) => networkOf(clientAddress(c, config.trustedProxies)),
  })
  app.use('/api/*', (c, next) => {
    if (c.req.method === 'GET') return next()
    // Files are larger, and only staff send them: their route reads none before it knows who it is.
    const isFile = c.req.path.startsWith('/api/v1/admin/') && c.req.header('content-type')?.startsWith('multipart/')
    return isFile ? next() : hold(c, next)
  })
  app.use('/bot/webhook', hold)
  app.route('/api/v1/live', liveRoutes(hub))
  app.route('/api/v1', api)
  if (botWebhook) app.post('/bot/webhook', answers(null, { summary: 'Telegram’s updates' }), (c) => botWebhook(c.req.raw))
  if (miniApp) app.use('*', miniApp)
  return app
}
