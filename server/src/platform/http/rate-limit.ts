import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { requestProblem } from '../problem.ts'

/** Buckets that refill evenly, kept in this process: a guard against floods, not an account of them. */
export type Buckets = {
  /** @throws request/too-many when nothing is left for `key`. */
  check(key: string): void
  /** Takes one. @throws request/too-many when nothing is left for `key`. */
  take(key: string): void
}

export function createBuckets({ perMinute, burst = perMinute }: { perMinute: number; burst?: number }): Buckets {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const filled = (key: string) => {
    const now = Date.now()
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    bucket.at = now
    if (bucket.tokens < 1)
      throw requestProblem('too-many', { headers: { 'retry-after': String(Math.ceil((1 - bucket.tokens) * (60 / perMinute))) } })
    return bucket
  }
  return {
    check: (key) => void filled(key),
    take(key) {
      const bucket = filled(key)
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
  by(c: HonoContext): string
}): MiddlewareHandler {
  const buckets = createBuckets({ perMinute, burst })
  return async (c, next) => {
    buckets.take(by(c))
    await next()
  }
}

function sweep(buckets: Map<string, { at: number }>, now: number): void {
  for (const [key, bucket] of buckets) if (now - bucket.at > 120_000) buckets.delete(key)
}
