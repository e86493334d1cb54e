import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { requestProblem } from '../problem.ts'

/** A bucket that refills evenly, kept in this process: a guard against floods, not an account of them. */
export function rateLimit({ name, perMinute, burst = perMinute, by }: { name: string; perMinute: number; burst?: number; by(c: HonoContext): string }): MiddlewareHandler {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return async (c, next) => {
    const now = Date.now()
    const key = `${name}:${by(c)}`
    const bucket = buckets.get(key) ?? { tokens: burst, at: now }
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 60_000) * perMinute)
    bucket.at = now
    buckets.set(key, bucket)
    if (buckets.size > 20_000) sweep(buckets, now)
    if (bucket.tokens < 1) throw requestProblem('too-many', { headers: { 'retry-after': String(Math.ceil((1 - bucket.tokens) * (60 / perMinute))) } })
    bucket.tokens -= 1
    await next()
  }
}

function sweep(buckets: Map<string, { at: number }>, now: number): void {
  for (const [key, bucket] of buckets) if (now - bucket.at > 120_000) buckets.delete(key)
}
