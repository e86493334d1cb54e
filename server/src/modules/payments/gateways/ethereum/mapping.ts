import type { GatewayFault } from '../gateway.ts'

/** EIP-681: opens a wallet with all of it filled in; a token by its contract's `transfer`. */
export function ethereumUri({ to, token, chainId, due }: { to: string; token: string | null; chainId: number; due: bigint }): string {
  return token ? `ethereum:${token}@${chainId}/transfer?address=${to}&uint256=${due}` : `ethereum:${to}@${chainId}?value=${due}`
}

/**
 * Nothing we ask moves money, so no answer means only that we must ask again. viem wraps what happened, so the first of the
 * causes that says something counts.
 */
export function classifyEthereum(error: unknown): GatewayFault {
  const failure = 'gateway_unavailable'
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'WrongChain') return { kind: 'invalid', code: 'wrong-chain', failure }
    const { status, code } = cause as { status?: unknown; code?: unknown }
    if (status === 429 || code === -32_005) return { kind: 'rate-limited', code: String(status ?? code), failure }
    if (status === 401 || status === 403) return { kind: 'auth', code: String(status), failure }
    if (code === -32_601 || code === -32_602) return { kind: 'invalid', code: String(code), failure }
    // Said in many ways by nodes that keep only the newest state.
    if (/missing trie node|historical state|state .*(not available|pruned)|pruned/i.test(cause.message))
      return { kind: 'unavailable', code: 'no-history', failure }
    if (typeof status === 'number') return { kind: 'unavailable', code: String(status), failure }
  }
  return { kind: 'unavailable', code: 'no-answer', failure }
}
