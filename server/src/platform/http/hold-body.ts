import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { requestProblem } from '../problem.ts'
import type { AppEnv } from './env.ts'

/** What nearly all requests stay below. It takes no room: a connection itself costs as much. */
const small = 16 * 1024

/** How many bytes of bodies above the small ones may be held at once, from one network and all together. */
export type BodyRoom = { take(network: string, bytes: number): void; give(network: string, bytes: number): void }

export function createBodyRoom({ perNetwork, together }: { perNetwork: number; together: number }): BodyRoom {
  const held = new Map<string, number>()
  let all = 0
  return {
    /** @throws request/too-many · request/unavailable */
    take(network, bytes) {
      const own = (held.get(network) ?? 0) + bytes
      if (own > perNetwork) throw requestProblem('too-many', { headers: { 'retry-after': '10' } })
      if (all + bytes > together) throw requestProblem('unavailable', { headers: { 'retry-after': '10' } })
      held.set(network, own)
      all += bytes
    },
    give(network, bytes) {
      const left = (held.get(network) ?? 0) - bytes
      if (left > 0) held.set(network, left)
      else held.delete(network)
      all -= bytes
    },
  }
}

/**
 * Holds what anybody may send before it is known who it is: up to `mostBytes`, as long as there is room, and no longer than
 * `seconds` on its way. A small length that was told is believed, for Node reads no further than that, and nothing is held;
 * anything else is read here as it comes, which makes the whole web Request that reading JSON does without.
 * @throws request/too-large · request/too-many · request/unavailable · request/malformed
 */
export function holdBody(options: {
  mostBytes: number
  seconds: number
  room: BodyRoom
  networkOf: (c: HonoContext<AppEnv>) => string
}): MiddlewareHandler<AppEnv> {
  const { mostBytes, seconds, room, networkOf } = options
  return async (c, next) => {
    const told = c.req.header('transfer-encoding') ? undefined : c.req.header('content-length')
    if (Number(told) > mostBytes) throw requestProblem('too-large')
    if (Number(told) <= small) return next()
    const { body } = c.req.raw
    if (!body) return next()

    const network = networkOf(c)
    let held: Uint8Array<ArrayBuffer> = new Uint8Array(0)
    let size = 0
    let taken = 0
    const grow = (bytes: number) => {
      const grown = Math.min(mostBytes, Math.max(bytes, 2 * held.length))
      const more = Math.max(0, grown - small) - taken
      room.take(network, more)
      taken += more
      const wider = new Uint8Array(grown)
      wider.set(held)
      held = wider
    }
    const reader = body.getReader()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(requestProblem('malformed', { detail: 'The body took too long to come' })), seconds * 1000)
    })
    try {
      for (;;) {
        const { done, value } = await Promise.race([reader.read(), late])
        if (done) break
        if (size + value.length > mostBytes) throw requestProblem('too-large')
        if (size + value.length > held.length) grow(size + value.length)
        held.set(value, size)
        size += value.length
      }
      clearTimeout(timer)
      c.req.raw = new Request(c.req.raw, { method: c.req.method, body: held.subarray(0, size) })
      await next()
    } finally {
      clearTimeout(timer)
      room.give(network, taken)
    }
  }
}
