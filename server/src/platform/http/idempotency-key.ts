import type { Context as HonoContext } from 'hono'
import { IdempotencyKey } from 'shared/common.schema'
import { requestProblem } from '../problem.ts'

/** The caller's name for one intention. @throws request/key-required when it is missing or is none */
export function idempotencyKeyOf(c: HonoContext): string {
  const key = IdempotencyKey.safeParse(c.req.header('idempotency-key'))
  if (!key.success) throw requestProblem('key-required', { detail: 'Send 8 to 64 letters, digits, dashes and underscores' })
  return key.data
}
