import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'

/** One line a request, by its route and never by its query: nothing a person typed gets into the log. */
export function requestLog(log: Log, metrics: Metrics): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now()
    await next()
    const milliseconds = performance.now() - start
    const route = routePath(c, -1) || 'unknown'
    metrics.request(c.req.method, route, c.res.status, milliseconds / 1000)
    if (log.isLevelEnabled('debug') || c.res.status >= 500) {
      log.info(
        {
          method: c.req.method,
          route,
          status: c.res.status,
          ms: Math.round(milliseconds * 10) / 10,
          requestId: c.res.headers.get('x-request-id'),
        },
        'request',
      )
    }
  }
}
