import type { ProblemJson } from 'shared/problem'

type Options = {
  detail?: string
  fields?: ProblemJson['fields']
  facts?: ProblemJson['facts']
  headers?: Record<string, string>
  cause?: unknown
}

/** What stops a request, with a name that lasts. Thrown anywhere, told by the edge (platform/http/errors.ts). */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly options: Options
  constructor(code: string, status: number, title: string, options: Options = {}) {
    super(title, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.status = status
    this.options = options
  }
}

/**
 * Declares a module's problems once: `const orderProblem = problems('orders', { 'not-found': [404, 'No such order'] })`,
 * then `throw orderProblem('not-found', { facts: { number } })`. The code on the wire is `orders/not-found`.
 */
export function problems<Names extends string>(module: string, table: Record<Names, readonly [status: number, title: string]>) {
  const make = (name: Names, options?: Options) => new Problem(`${module}/${name}`, table[name][0], table[name][1], options)
  return make
}

export const requestProblem = problems('request', {
  invalid: [422, 'Something in the request is not as it should be'],
  malformed: [400, 'The request cannot be read'],
  'too-large': [413, 'The request is too large'],
  'not-found': [404, 'There is nothing here'],
  'too-many': [429, 'Too many requests'],
  'signed-out': [401, 'Sign in first'],
  forbidden: [403, 'This is not allowed for you'],
  'key-required': [400, 'An Idempotency-Key header is required'],
  'key-reused': [422, 'This Idempotency-Key was used for another request'],
  'key-busy': [409, 'The first request with this Idempotency-Key is still running'],
  'media-type': [415, 'This content type is not accepted'],
  unavailable: [503, 'The shop cannot answer right now'],
})
