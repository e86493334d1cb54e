import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { parseConfig } from './config.ts'
import { operationOf } from './openapi.ts'
import { serveMiniApp } from './static.ts'
import { createTestWorld, type TestWorld } from './testing/world.ts'

let world: TestWorld
beforeAll(async () => {
  world = await createTestWorld()
})
afterAll(() => world.close())

describe('the API’s document', () => {
  it('lists every route there is, with a summary and who may call', async () => {
    const document = (await (await world.request('GET', '//openapi.json')).json()) as Parameters<typeof operationOf>[0]
    const missing = world.app.routes
      .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
      .filter(({ method, path }) => !(operationOf(document, path, method) as { summary?: string } | undefined)?.summary)
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([])
    expect(operationOf(document, '/api/v1/me', 'GET')?.security).toEqual([{ session: [] }])
    expect(operationOf(document, '/api/v1/internal/bot/users', 'POST')?.security).toEqual([{ bot: [] }])
    expect(operationOf(document, '/api/v1/shop', 'GET')?.security).toBeUndefined()
    // What is asked for twice under one key answers 200 the second time.
    for (const path of ['/api/v1/checkout', '/api/v1/orders/:number/payments']) {
      const { responses } = operationOf(document, path, 'POST') as { responses: Record<string, { content?: object }> }
      expect([path, responses['200']?.content, responses['201']?.content]).toEqual([path, responses['201']?.content, expect.anything()])
    }
  })
})

describe('every staff route', () => {
  it('refuses customers and strangers', async () => {
    const amina = await world.person()
    const routes = new Map(
      world.app.routes
        .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/v1/admin/'))
        .map(({ method, path }) => [`${method} ${path}`, { method, path }]),
    )
    expect(routes.size).toBeGreaterThan(2)
    for (const { method, path } of routes.values()) {
      const at = path
        .replace('/api/v1', '')
        .replace(/:number/g, 'DK-0000-0000')
        .replace(/:\w+/g, '0198c5a0-0000-7000-8000-000000000000')
      expect([method, at, (await world.request(method, at)).status]).toEqual([method, at, 401])
      expect([method, at, (await amina.request(method, at)).status]).toEqual([method, at, 403])
    }
  })
})

describe('what watches the shop', () => {
  it('sees that it lives and is ready', async () => {
    expect(await (await world.request('GET', '//livez')).text()).toBe('ok')
    expect((await world.request('GET', '//readyz')).status).toBe(200)
    expect((await createApp({ world: world.world, isReady: () => Promise.resolve(false) }).request('/readyz')).status).toBe(503)
  })

  it('reads metrics, by the token where there is one', async () => {
    expect(await (await world.request('GET', '//metrics')).text()).toContain('duka_http_request_seconds')
    const guarded = createApp({ world: { ...world.world, config: { ...world.config, metricsToken: 'a-token-for-prometheus' } } })
    expect((await guarded.request('/metrics')).status).toBe(403)
    expect((await guarded.request('/metrics', { headers: { authorization: 'Bearer a-token-for-prometheus' } })).status).toBe(200)
    const production = createApp({ world: { ...world.world, config: { ...world.config, production: true } } })
    expect((await production.request('/metrics')).status).toBe(403)
  })
})

describe('any answer', () => {
  it('is a problem with a code where there is nothing, or too much', async () => {
    const nothing = await world.request('GET', '/nothing')
    expect([nothing.status, nothing.headers.get('content-type'), ((await nothing.json()) as { code: string }).code]).toEqual([
      404,
      'application/problem+json',
      'request/not-found',
    ])
    for (const [type, bytes] of [
      ['application/json', 530_000],
      ['multipart/form-data; boundary=x', 13_000_000],
    ] as const) {
      const counted = await world.request('POST', '/me/addresses', 'x'.repeat(bytes), { 'content-type': type })
      const told = await world.request('POST', '/me/addresses', '{}', { 'content-type': type, 'content-length': String(bytes) })
      expect([counted.status, told.status]).toEqual([413, 413])
    }
  })

  it('carries its id, and may not be sniffed', async () => {
    for (const path of ['/shop', '/nothing']) {
      const { headers } = await world.request('GET', path)
      expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('strict-transport-security')).toBeNull()
    }
    const production = createApp({ world: { ...world.world, config: { ...world.config, production: true } } })
    expect((await production.request('/livez')).headers.get('strict-transport-security')).toContain('max-age=31536000')
  })
})

describe('the built Mini App', () => {
  let dist: string
  let app: ReturnType<typeof createApp>
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'duka-dist-'))
    await mkdir(join(dist, 'assets'))
    await mkdir(join(dist, '.vite'))
    await writeFile(join(dist, '.vite/manifest.json'), '{}')
    await writeFile(
      join(dist, 'index.html'),
      '<!doctype html><script>early()</script><script type="module" src="/assets/main-1.js"></script>',
    )
    await writeFile(join(dist, 'index.html.br'), 'page in brotli')
    await writeFile(join(dist, 'assets/main-1.js'), 'plain')
    await writeFile(join(dist, 'assets/main-1.js.br'), 'brotli')
    await writeFile(join(dist, 'assets/main-1.js.gz'), 'gzip')
    app = createApp({ world: world.world, miniApp: await serveMiniApp(dist, world.config) })
  })
  afterAll(() => rm(dist, { recursive: true }))
  const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })

  it('is a page at every screen, asked for anew each time', async () => {
    for (const path of ['/', '/orders/DK-1', '/p/ethiopia?x=1']) {
      const page = await get(path)
      expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ])
      expect(await page.text()).toContain('early()')
    }
    const again = await get('/', { 'if-none-match': (await get('/')).headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect((await app.request('/', { method: 'HEAD' })).status).toBe(200)
  })

  it('has assets that may be kept for ever, compressed as asked', async () => {
    const asset = async (accepts?: string) => (await get('/assets/main-1.js', accepts ? { 'accept-encoding': accepts } : {})).text()
    expect([await asset(), await asset('gzip, deflate'), await asset('gzip, deflate, br'), await asset('br;q=0, gzip')]).toEqual([
      'plain',
      'gzip',
      'brotli',
      'gzip',
    ])
    const { headers } = await get('/assets/main-1.js', { 'accept-encoding': 'br' })
    expect([headers.get('cache-control'), headers.get('content-encoding'), headers.get('vary')]).toEqual([
      'public, max-age=31536000, immutable',
      'br',
      'accept-encoding',
    ])
  })

  it('has no page where an asset, a file or a route is missing', async () => {
    for (const path of [
      '/assets/main-0.js',
      '/assets/',
      '/favicon.png',
      '/api/v1/nothing',
      '/api',
      '/.vite/manifest.json',
      '/..%2f..%2fpackage.json',
      '/index.html.br',
      '/%E0%A4%A',
    ]) {
      const response = await get(path)
      expect([path, response.status === 404 || (path === '/%E0%A4%A' && response.status < 500)]).toEqual([path, true])
      expect(response.headers.get('cache-control')).not.toContain('immutable')
    }
    expect((await app.request('/', { method: 'POST' })).status).toBe(404)
  })

  it('lets Telegram frame it, and runs only scripts it knows', async () => {
    const { headers } = await get('/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain('frame-ancestors ‘self’'.replaceAll(/[‘’]/g, "'"))
    expect(policy).toContain('https://web.telegram.org')
    expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+' https:\/\/js\.stripe\.com/)
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe')
    expect(policy).toContain('http://127.0.0.1:4010')
    expect(/script-src[^;]*/.exec(policy)?.[0]).toContain('https://www.sandbox.paypal.com https://www.paypalobjects.com')
    expect(/connect-src[^;]*/.exec(policy)?.[0]).toContain('https://*.paypal.com')
    expect(/frame-src[^;]*/.exec(policy)?.[0]).toContain('https://*.paypal.com')
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('permissions-policy')).toContain('camera=()')
    expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin')
    const { ton } = parseConfig({ NODE_ENV: 'test', TON_WALLET_ADDRESS: 'UQBaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWgYv' })
    const alone = createApp({
      world: world.world,
      miniApp: await serveMiniApp(dist, { ...world.config, sandbox: undefined, stripe: undefined, paypal: undefined, ton }),
    })
    expect((await alone.request('/')).headers.get('content-security-policy')).toMatch(/connect-src[^;]* https:\/\/bridge\.tonapi\.io/)
    expect((await alone.request('/')).headers.get('content-security-policy')).not.toMatch(/127\.0\.0\.1|stripe|paypal/)
  })

  it('must be there', async () => {
    await expect(serveMiniApp(join(dist, 'assets'), world.config)).rejects.toThrow(/pnpm build/)
  })
})
