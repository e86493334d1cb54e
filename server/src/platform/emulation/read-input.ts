import type { Context } from 'hono'
import type { z } from 'zod'

/** What the control API was told: no body at all is an empty one. */
export async function readInput<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const text = await c.req.text()
  return schema.parse(text === '' ? {} : JSON.parse(text))
}
