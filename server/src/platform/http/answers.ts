import type { MiddlewareHandler } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import { ProblemJson } from 'shared/common.schema'
import type { z } from 'zod'

type Description = {
  summary: string
  status?: 200 | 201 | 202 | 204
  /** What another good status means, with the same body: the answer to a repeated request. */
  also?: Partial<Record<200, string>>
  /** Problem statuses this route may answer with besides 400, 401, 422, 429 and 500. */
  refusals?: readonly (403 | 404 | 409 | 410 | 413 | 415 | 503)[]
  tags?: string[]
  contentType?: string
}

/** Answers that do not fit their schema are thrown, where asked for: in tests, so that the document stays true. */
let checking = false
export function checkAnswers(on: boolean): void {
  checking = on
}

/** What a route gives: for the OpenAPI document, and checked against what it really gives in every test. */
export function answers(
  schema: z.ZodType | null,
  { summary, status = 200, also = {}, refusals = [], tags, contentType = 'application/json' }: Description,
): MiddlewareHandler {
  const problem = { description: 'A problem', content: { 'application/problem+json': { schema: resolver(ProblemJson) } } }
  const describe = describeRoute({
    summary,
    ...(tags ? { tags } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries({ ...also, [status]: 'Done' }).map(([code, description]) => [
          code,
          schema ? { description, content: { [contentType]: { schema: resolver(schema) } } } : { description },
        ]),
      ),
      ...Object.fromEntries([400, 401, 422, 429, ...refusals, 500].map((code) => [code, problem])),
    },
  })
  const check: MiddlewareHandler = async (c, next) => {
    await next()
    if (!checking || !schema || !c.res.ok || !c.res.headers.get('content-type')?.includes('json')) return
    // The same answer is checked where nobody asks for it zipped.
    if (c.res.headers.has('content-encoding')) return
    const parsed = schema.safeParse(await c.res.clone().json())
    if (!parsed.success) throw new Error(`${c.req.method} ${c.req.path} answers what its schema does not say: ${parsed.error.message}`)
  }
  // hono-openapi finds its description on the function, so the two are one.
  return Object.assign(check, describe)
}
