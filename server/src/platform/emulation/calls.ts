/** One request an emulator saw, for the page and for tests that ask how often something was sent. */
export type Call = {
  at: string
  method: string
  path: string
  status: number
  idempotencyKey?: string
  /** The answer was a stored one. */
  replayed?: boolean
  /** The answer never left. */
  lost?: boolean
  requestId?: string
  input?: unknown
}

const kept = 1000

export function rememberCall(calls: Call[], call: Call): void {
  calls.push(call)
  if (calls.length > kept) calls.splice(0, calls.length - kept)
}
