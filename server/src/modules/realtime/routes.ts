import { upgradeWebSocket } from '@hono/node-server'
import { Hono } from 'hono'
import type { WebSocket } from 'ws'
import type { Config } from '../../config.ts'
import { answers } from '../../platform/http/answers.ts'
import { clientAddress } from '../../platform/http/client-address.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { requestProblem } from '../../platform/problem.ts'
import type { LiveHub } from './hub.ts'

/** The WebSocket at `/api/v1/live` (shared/live.ts). The token comes in the first frame, never in the address. */
export function liveRoutes(hub: LiveHub) {
  return new Hono<AppEnv>().get(
    '/',
    answers(null, { summary: 'A WebSocket that tells what changed. First frame: {"type":"hello","token":…}', refusals: [403, 503] }),
    async (c, next) => {
      const { config } = c.var.ctx
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
        throw requestProblem('malformed', { detail: 'This is a WebSocket', headers: { upgrade: 'websocket' } })
      if (!isOwnOrigin(c.req.header('origin'), config)) throw requestProblem('forbidden')
      if (hub.isClosing()) throw requestProblem('unavailable')
      if (!hub.hasRoom(clientAddress(c, config.trustedProxies))) throw requestProblem('too-many')
      await next()
    },
    upgradeWebSocket((c) => {
      const address = clientAddress(c, (c.var as AppEnv['Variables']).ctx.config.trustedProxies)
      return {
        onOpen: (_, { raw }) => hub.open(raw as WebSocket, address),
        onMessage: ({ data }, { raw }) => hub.receive(raw as WebSocket, data),
        onClose: (_, { raw }) => hub.closed(raw as WebSocket),
        // `close` follows.
        onError: () => undefined,
      }
    }),
  )
}

/** Programs send no Origin; pages only ours. In the sandbox a page of this machine is ours, at any port. */
function isOwnOrigin(origin: string | undefined, config: Config): boolean {
  if (origin === undefined) return true
  if (origin === new URL(config.publicUrl).origin) return true
  return config.sandbox !== undefined && /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(origin)
}
