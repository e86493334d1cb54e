import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from './platform/ids.ts'
import { operationOf } from './openapi.ts'
import { createTestWorld, type Person, type TestWorld } from './testing/world.ts'

type Route = { method: string; path: string; isFor: 'anybody' | 'signed in' | 'the bot' }

// Whatever a route is for, nobody gets past its guard, and nothing they send breaks it.
describe('every route there is', () => {
  let world: TestWorld
  let owner: Person
  let routes: Route[]
  beforeAll(async () => {
    world = await createTestWorld()
    owner = await world.person({ role: 'owner' })
    const document = (await (await world.request('GET', '//openapi.json')).json()) as Parameters<typeof operationOf>[0]
    const all = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/') && !path.includes('*'))
      .map(({ method, path }): [string, Route] => {
        const [scheme] = Object.keys(operationOf(document, path, method)?.security?.[0] ?? {})
        const isFor = scheme === 'session' ? 'signed in' : scheme === 'bot' ? 'the bot' : 'anybody'
        const at = path
          .replace('/api/v1', '')
          .replace(/:number/g, 'DK-0000-0000')
          .replace(/:width\S*/g, '160.webp')
          .replace(/:(country)\b/g, 'XX')
          .replace(/:\w+(\{[^}]*\})?/g, newId())
        return [`${method} ${path}`, { method, path: at, isFor }]
      })
    routes = [...new Map(all).values()]
  })
  afterAll(() => world.close())

  const authorizationOf = ({ isFor }: Route): Record<string, string> =>
    isFor === 'anybody' ? {} : { authorization: `Bearer ${isFor === 'the bot' ? world.config.telegram.botApiSecret : owner.token}` }

  it('that needs signing in refuses who is not', async () => {
    const guarded = routes.filter(({ isFor }) => isFor !== 'anybody')
    expect(guarded.length).toBeGreaterThan(50)
    const bad = ['', 'Bearer', `Bearer ${'x'.repeat(43)}`, `Bearer ${owner.token}x`, `tma ${owner.token}`, owner.token, 'Basic eDp4']
    for (const { method, path, isFor } of guarded) {
      const others = isFor === 'the bot' ? `Bearer ${owner.token}` : `Bearer ${world.config.telegram.botApiSecret}`
      for (const authorization of [undefined, others, ...bad]) {
        const response = await world.request(method, path, undefined, authorization === undefined ? {} : { authorization })
        expect([method, path, authorization, response.status]).toEqual([method, path, authorization, 401])
      }
    }
  })

  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  const bodies: [name: string, body: string, contentType?: string][] = [
    ['null', 'null'],
    ['[]', '[]'],
    ['text', '"x"'],
    ['number', '1'],
    ['NUL', '{"a":"\\u0000"}'],
    ['malformed', '{"a":'],
    ['empty', ''],
    ['form', 'a=1', 'application/x-www-form-urlencoded'],
    ['broken multipart', 'x', 'multipart/form-data; boundary=y'],
    ['plain text', '{}', 'text/plain'],
    ['a megabyte of nested arrays', nested(500_000)],
    ['as many as are let in', nested(200_000)],
    ['nested arrays in fields', `{"items":${nested(50_000)},"note":${nested(50_000)},"lines":[${nested(50_000)}]}`],
    ['prototype', '{"__proto__":{"role":"owner"},"constructor":{"prototype":{"role":"owner"}}}'],
  ]

  it('refuses bodies that make no sense, and breaks on none', async () => {
    const taking = routes.filter(({ method }) => ['POST', 'PUT', 'PATCH'].includes(method))
    expect(taking.length).toBeGreaterThan(30)
    const wrong: string[] = []
    for (const route of taking) {
      for (const [name, body, contentType = 'application/json'] of bodies) {
        const headers = { ...authorizationOf(route), 'content-type': contentType, 'idempotency-key': newId() }
        const { status } = await world.request(route.method, route.path, body, headers)
        if (status < 400 || status >= 500) wrong.push(`${route.method} ${route.path} answers ${status} to ${name}`)
      }
    }
    expect(wrong).toEqual([])
    expect(({} as { role?: string }).role).toBeUndefined()
  }, 60_000)

  it('breaks on no query', async () => {
    const queries = [
      'cursor=%00',
      'cursor=e30',
      'q=%00%F0%9F%92%A3',
      `q=${'x'.repeat(5_000)}`,
      'limit=-1',
      'limit=1e99',
      'q=%E0%A4%A',
      'a[]=1&a[]=2',
    ]
    const wrong: string[] = []
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      for (const query of queries) {
        const { status } = await world.request(
          'GET',
          `${route.path}?${query}&state=%00&status=x&ticket=%00&lang=%00`,
          undefined,
          authorizationOf(route),
        )
        if (status >= 500) wrong.push(`GET ${route.path}?${query} answers ${status}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
