import { hc, parseResponse } from 'hono/client'
import type { App } from 'server/app'
import { request } from './request.ts'

export { isUnreachable, Problem, request } from './request.ts'

/** The server's routes with their types: `await read(api.orders[':number'].$get({ param: { number } }))`. */
export const api = hc<App>(`${location.origin}/api/v1`, { fetch: request })

/** The JSON of an answer; failures were thrown as a {@link Problem} before. */
export const read = parseResponse
