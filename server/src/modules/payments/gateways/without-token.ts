import type { GatewayFault } from './gateway.ts'

/** The fault of a question that had no token to be asked with: keys that are refused, or else only that nothing was asked. */
export function withoutToken(fault: GatewayFault): GatewayFault {
  return { ...fault, kind: fault.kind === 'auth' || fault.kind === 'invalid' ? 'auth' : 'unavailable' }
}
