import type { ProblemJson } from 'shared/problem'

/** What the server refused, or what kept us from reaching it. `code` is the key of its words: `problems.<code>`. */
export class Problem extends Error {
  readonly code: string
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly facts: Record<string, string | number | boolean>
  readonly fields: { path: string; reason: string }[]
  readonly requestId: string | undefined

  constructor(problem: Pick<ProblemJson, 'code' | 'status'> & Partial<ProblemJson>) {
    super(problem.detail ?? problem.title ?? problem.code)
    this.name = 'Problem'
    this.code = problem.code
    this.status = problem.status
    this.facts = problem.facts ?? {}
    this.fields = problem.fields ?? []
    this.requestId = problem.requestId
  }
}

/** Whether no answer came: nothing is known to have happened on the server. */
export const isUnreachable = (error: unknown): boolean => error instanceof Problem && error.status === 0

const timeoutMs = 15_000
const open = [/^\/api\/v1\/shop$/, /^\/api\/v1\/catalog\//]

type Credentials = {
  /** Waits for signing in to end. Undefined when nobody is signed in. */
  token: () => Promise<string | undefined>
  /** Signs in once more, after the server said the token is no good. */
  renew: () => Promise<string | undefined>
}

let credentials: Credentials = { token: async () => undefined, renew: async () => undefined }
let language = 'en'

export function giveCredentials(next: Credentials): void {
  credentials = next
}

export function speak(next: string): void {
  language = next
}

/**
 * fetch with our manners: bearer token (held in memory only), language, a time limit, one silent sign-in after 401, and
 * every failure thrown as a {@link Problem}.
 */
export async function request(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const path = new URL(input instanceof Request ? input.url : input, location.origin).pathname
  const isOpen = open.some((pattern) => pattern.test(path))
  const token = isOpen ? undefined : await credentials.token()
  const response = await send(input, init, token)
  if (response.ok) return response
  if (response.status === 401 && !isOpen) {
    const renewed = await credentials.renew()
    if (renewed && renewed !== token) {
      const again = await send(input, init, renewed)
      if (again.ok) return again
      throw await problemFrom(again)
    }
  }
  throw await problemFrom(response)
}

async function send(input: RequestInfo | URL, init: RequestInit, token: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('accept-language', language)
  if (token) headers.set('authorization', `Bearer ${token}`)
  const limit = AbortSignal.timeout(timeoutMs)
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
  try {
    return await fetch(input, { ...init, headers, signal })
  } catch (error) {
    if (init.signal?.aborted) throw error
    if (limit.aborted) throw new Problem({ code: 'network/timeout', status: 0 })
    throw new Problem({ code: 'network/offline', status: 0 })
  }
}

async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string') {
    return new Problem({ ...(body as ProblemJson), status: response.status })
  }
  return new Problem({ code: response.status >= 500 ? 'server/unavailable' : 'server/refused', status: response.status })
}
