import { Hono } from 'hono'
import { z } from 'zod'
import { Id } from 'shared/common.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { pictureName } from './picture.ts'
import { catalogProblem } from './problems.ts'

const PictureParams = z.object({ id: Id, name: z.string().regex(/^[1-9]\d{0,3}\.webp$/) })

/** Kept pictures. A picture never changes under its address, so whoever has it need not ask again. */
export const pictureRoutes = new Hono<AppEnv>().get(
  '/:id/:name',
  answers(z.file(), { summary: 'A picture as WebP, in one of its widths', refusals: [404], contentType: 'image/webp' }),
  accepts('param', PictureParams),
  async (c) => {
    const { id, name } = c.req.valid('param')
    const bytes = await c.var.ctx.files.get(pictureName(id.toLowerCase(), Number.parseInt(name, 10)))
    if (!bytes) throw catalogProblem('picture-not-found')
    return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    })
  },
)
