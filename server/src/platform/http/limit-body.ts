import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requestProblem } from '../problem.ts'

/**
 * Refuses bodies above so many bytes. A length that was told is believed, for Node reads no further than that; only
 * without one is the body counted, which makes the whole web Request that reading JSON does without.
 * @throws request/too-large
 */
export function limitBody(mostBytes: number): MiddlewareHandler {
  const count = bodyLimit({ maxSize: mostBytes, onError: () => Promise.reject(requestProblem('too-large')) })
  return async (c, next) => {
    const length = c.req.header('content-length')
    if (length === undefined || c.req.header('transfer-encoding')) return count(c, next)
    if (Number(length) > mostBytes) throw requestProblem('too-large')
    await next()
  }
}
