import type {} from '@standard-schema/spec'
import type { ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'
import type { z } from 'zod'
import { requestProblem } from '../problem.ts'

/**
 * What a route takes: parsed, or refused with `request/invalid` and the fields that are wrong. The handler reads it with
 * `c.req.valid(target)`; the OpenAPI document shows it.
 */
export function accepts<Target extends keyof ValidationTargets, Schema extends z.ZodType>(target: Target, schema: Schema) {
  const validate = validator(target, schema, (result) => {
    if (result.success) return
    throw requestProblem('invalid', {
      fields: result.error.slice(0, 20).map((issue) => ({
        path: (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
        reason: issue.message,
      })),
    })
  })
  if (target !== 'json') return validate
  // Hono reads any other content type as an empty object, which a schema of optional fields would accept.
  const jsonOnly: typeof validate = (c, next) => {
    const type = c.req.header('content-type')
    if (type && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) throw requestProblem('media-type')
    return validate(c, next)
  }
  return Object.assign(jsonOnly, validate)
}
