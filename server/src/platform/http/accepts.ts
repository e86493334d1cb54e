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
  return validator(target, schema, (result) => {
    if (result.success) return
    throw requestProblem('invalid', {
      fields: result.error.slice(0, 20).map((issue) => ({
        path: (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
        reason: issue.message,
      })),
    })
  })
}
