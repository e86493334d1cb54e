import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { requestProblem } from '../problem.ts'
import type { AppEnv } from './env.ts'

/** Buckets that refill evenly, kept in this process: a guard against floods, not an account of them. */
export type Buckets = {
  /** @throws request/too-many when nothing is left for `key`. */
  check(key: string, at: Date): void
  /** Takes one. @throws request/too-many when nothing is left for `key`. */
  take(key: string, at: Date): void
}

export function createBuckets({ perMinute, burst = perMinute }: { perMinute: number; burst?: number }): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = (key: string, at: Date) => {
    const now = at.getTime()
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 60_000) * perMinute)
    bucket.at = now
    if (bucket.tokens < 1)
      throw requestProblem('too-many', { headers: { 'retry-after': String(Math.ceil((1 - bucket.tokens) * (60 / perMinute))) } })
    return bucket
  }
  return {
    check: (key, at) => void filled(key, at),
    take(key, at) {
      const bucket = filled(key, at)
      bucket.tokens -= 1
      buckets.set(key, bucket)
      if (buckets.size > 20_000) sweep(buckets, bucket.at)
    },
  }
}

export function rateLimit({
  perMinute,
  burst = perMinute,
  by,
}: {
  perMinute: number
  burst?: number
  by(c: HonoContext<AppEnv>): string
}): MiddlewareHandler<AppEnv> {
  const buckets = createBuckets({ perMinute, burst })
  return async (c, next) => {
    buckets.take(by(c), c.var.ctx.clock.now())
    await next()
  }
}

function sweep(buckets: Map<string, { at: number }>, now: number): void {
  for (const [key, bucket] of buckets) if (now - bucket.at > 120_000) buckets.delete(key)
}
