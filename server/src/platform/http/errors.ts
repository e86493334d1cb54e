import type { Context as HonoContext } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { ProblemJson } from 'shared/problem'
import { isSerialization } from '../db.ts'
import { asLoggedError, type Log } from '../log.ts'
import { Problem, requestProblem } from '../problem.ts'

/** Tells any error as problem+json. What is ours to know stays in the log; the person gets a code and a sentence. */
export function asProblemResponse(error: unknown, c: HonoContext, log: Log, requestId: string): Response {
  const problem = asProblem(error)
  if (problem.status >= 500)
    log.error({ error: asLoggedError(error), requestId, method: c.req.method, route: routePath(c, -1) || 'unknown' }, 'a request failed')
  const body: ProblemJson = {
    type: `about:blank#${problem.code}`,
    title: problem.message,
    status: problem.status,
    code: problem.code,
    ...(problem.options.detail ? { detail: problem.options.detail } : {}),
    ...(problem.options.fields ? { fields: problem.options.fields } : {}),
    ...(problem.options.facts ? { facts: problem.options.facts } : {}),
    requestId,
  }
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...problem.options.headers,
    },
  })
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException) {
    if (error.status === 413) return requestProblem('too-large')
    if (error.status < 500) return requestProblem('malformed', { detail: error.message })
  }
  if (isSerialization(error)) return requestProblem('unavailable', { headers: { 'retry-after': '1' } })
  if (isDatabaseAway(error)) return requestProblem('unavailable', { headers: { 'retry-after': '2' } })
  return new Problem('request/failed', 500, 'Something went wrong on our side')
}

/** The database is restarting or cannot be reached: the request may be tried again. */
function isDatabaseAway(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: string }).code ?? ''
    if (
      [
        '57P01',
        '57P02',
        '57P03',
        '08006',
        '08001',
        '53300',
        'ECONNREFUSED',
        'ECONNRESET',
        'CONNECTION_CLOSED',
        'CONNECTION_ENDED',
        'CONNECT_TIMEOUT',
      ].includes(code)
    )
      return true
  }
  return false
}
