import type { GatewayFault } from './gateway.ts'

/**
 * What a reader of a chain answered, by its HTTP status; undefined: nothing. Nothing that is asked of it moves money, so no answer
 * means only that it must be asked again.
 */
export function classifyReading(status: number | undefined): GatewayFault {
  const failure = 'gateway_unavailable'
  if (status === undefined) return { kind: 'unavailable', code: 'no-answer', failure }
  const code = String(status)
  if (status === 429) return { kind: 'rate-limited', code, failure }
  if (status === 401 || status === 403) return { kind: 'auth', code, failure }
  if (status >= 400 && status < 500) return { kind: 'invalid', code, failure }
  return { kind: 'unavailable', code, failure }
}
