import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import type { AppEnv } from './platform/http/env.ts'
import { customer, ourBot } from './modules/auth/index.ts'

type Document = Awaited<ReturnType<typeof generateSpecs>>

/** The published description of every route, made from the routes themselves: what they take, give and who may call. */
export async function describeApi(app: Hono<AppEnv>, { title, url }: { title: string; url: string }): Promise<Document> {
  const document = await generateSpecs(app, {
    excludeStaticFile: false,
    documentation: {
      info: {
        title,
        version: '1',
        description: 'Amounts are whole minor units in strings. Errors are RFC 9457 problems with a stable `code`.',
      },
      servers: [{ url }],
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer', description: 'The token of POST /api/v1/sessions' },
          bot: { type: 'http', scheme: 'bearer', description: 'The secret our bot was given' },
        },
      },
    },
  })
  for (const { path, method, handler } of app.routes) {
    const scheme = handler === customer ? 'session' : handler === ourBot ? 'bot' : undefined
    const operation = scheme && operationOf(document, path, method)
    if (scheme && operation) operation.security = [{ [scheme]: [] }]
  }
  return document
}

/** A route's place in the document: `/orders/:number` is written `/orders/{number}` there. */
export function operationOf(document: Document, path: string, method: string): { security?: Record<string, string[]>[] } | undefined {
  const written = path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
  const item = document.paths?.[written] as Record<string, object> | undefined
  return item?.[method.toLowerCase()]
}
