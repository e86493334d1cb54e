import { createRequire } from 'node:module'
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { RateLimiterMemory } from 'rate-limiter-flexible'
import { requestProblem } from '../problem.ts'
import type { AppEnv } from './env.ts'

/** Only this part of it: its front door loads a store for every database there is, which costs each start 10 MB. */
const Limiter = createRequire(import.meta.url)('rate-limiter-flexible/lib/RateLimiterMemory.js') as typeof RateLimiterMemory

/** So many a minute, counted in this process by its own time: a guard against floods, not an account of them. */
export type Limit = {
  /** Takes one. @throws request/too-many when nothing is left for `key` this minute. */
  take(key: string): Promise<void>
}

/** @param perMinute 0 is no limit */
export function createLimit(perMinute: number): Limit {
  if (perMinute === 0) return { take: () => Promise.resolve() }
  const limiter = new Limiter({ points: perMinute, duration: 60 })
  return {
    async take(key) {
      try {
        await limiter.consume(key)
      } catch (refused) {
        const { msBeforeNext } = refused as { msBeforeNext: number }
        throw requestProblem('too-many', { headers: { 'retry-after': String(Math.max(1, Math.ceil(msBeforeNext / 1000))) } })
      }
    },
  }
}

/** A limit for one route. */
export function rateLimit({ perMinute, by }: { perMinute: number; by(c: HonoContext<AppEnv>): string }): MiddlewareHandler<AppEnv> {
  const limit = createLimit(perMinute)
  return async (c, next) => {
    await limit.take(by(c))
    await next()
  }
}
