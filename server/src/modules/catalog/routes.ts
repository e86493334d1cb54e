import { Hono, type Context as HonoContext, type MiddlewareHandler, type TypedResponse } from 'hono'
import { z } from 'zod'
import { Home, Product, ProductPage, ProductQuery } from 'shared/catalog.schema'
import { languages } from 'shared/locale'
import { acceptedEncodings } from '../../platform/http/accepted-encodings.ts'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { requestLanguage } from '../../platform/http/language.ts'
import type { Answer } from './answers.ts'
import { listProducts } from './list-products.ts'
import { asHome, asProduct } from './present.ts'
import { catalogProblem } from './problems.ts'
import type { Snapshot } from './snapshot.ts'

const Language = z.object({
  lang: z
    .string()
    .max(35)
    .optional()
    .meta({ description: `One of ${languages.join(', ')}; else Accept-Language decides.` }),
})
const ProductParams = z.object({ slugOrId: z.string().max(60) })

/** Answers at once when the same was asked before and nothing changed since. */
const remembered: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { answers: kept } = await c.var.ctx.catalog.read()
  const answer = kept.get(keyOf(c))
  return answer ? send(c, answer) : next()
}

/** The public shelf: the same for everybody who reads a language, so a shared cache may keep it. */
export const routes = new Hono<AppEnv>()
  .get('/home', answers(Home, { summary: "The shop's front" }), remembered, accepts('query', Language), async (c) =>
    remember<z.infer<typeof Home>>(c, (snapshot) => asHome(snapshot, requestLanguage(c))),
  )
  .get(
    '/products',
    answers(ProductPage, { summary: 'Products, filtered, sorted or searched' }),
    remembered,
    accepts('query', ProductQuery.extend(Language.shape)),
    async (c) => remember<z.infer<typeof ProductPage>>(c, (snapshot) => listProducts(snapshot, c.req.valid('query'), requestLanguage(c))),
  )
  .get(
    '/products/:slugOrId',
    answers(Product, { summary: 'One product, by its address or id', refusals: [404] }),
    remembered,
    accepts('param', ProductParams),
    accepts('query', Language),
    async (c) =>
      remember<z.infer<typeof Product>>(c, (snapshot) => {
        const { slugOrId } = c.req.valid('param')
        const product = snapshot.bySlug.get(slugOrId) ?? snapshot.byId.get(slugOrId.toLowerCase())
        if (!product) throw catalogProblem('not-found')
        return asProduct(snapshot, product, requestLanguage(c))
      }),
  )

type Answered<Body> = Response & TypedResponse<Body, 200, 'json'>

/** Makes the answer from the snapshot, keeps it as bytes, and sends it. */
async function remember<Body>(c: HonoContext<AppEnv>, make: (snapshot: Snapshot) => Body): Promise<Answered<Body>> {
  const snapshot = await c.var.ctx.catalog.read()
  return send(c, snapshot.answers.keep(keyOf(c), make(snapshot))) as Answered<Body>
}

function send(c: HonoContext<AppEnv>, answer: Answer): Response {
  const known = c.req.header('if-none-match')
  if (known && known.split(',').some((tag) => tag.trim() === answer.etag || tag.trim() === '*')) return c.body(null, 304, answer.headers)
  const { body, headers } = acceptedEncodings(c.req.header('accept-encoding')).has('gzip') ? answer.zipped() : answer
  return c.body(body, 200, headers)
}

/** What was asked, as it was asked: two spellings of one question are kept twice, which the bound on answers allows. */
function keyOf(c: HonoContext<AppEnv>): string {
  const { url } = c.req
  return `${requestLanguage(c)} ${url.slice(url.indexOf('/', 8))}`
}
