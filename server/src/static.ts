import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import type { MiddlewareHandler } from 'hono'
import type { Config } from './config.ts'
import { acceptedEncodings } from './platform/http/accepted-encodings.ts'
import { requestProblem } from './platform/problem.ts'

type Encoding = 'br' | 'gzip'
type StaticFile = {
  body: Uint8Array<ArrayBuffer>
  encoded: Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>
  type: string
  etag: string
  isImmutable: boolean
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Serves the built Mini App out of memory, compressed as its build left it (`.br`, `.gz`). A path without a file is a
 * screen and gets the page; a missing asset is a 404, so that no cache keeps a page in an asset's place.
 * @param folder `miniapp/dist`; read once, so a new build needs a new start
 * @throws when there is no index.html in it
 */
export async function serveMiniApp(folder: string, config: Config): Promise<MiddlewareHandler> {
  const files = await readFiles(folder)
  const page = files.get('/index.html')
  if (!page) throw new Error(`There is no built Mini App in ${folder}: run \`pnpm build\` first`)
  const headers = pageHeaders(config, Buffer.from(page.body).toString('utf8'))

  return async (c, next) => {
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return next()
    const path = decodePath(c.req.path)
    const file = (path !== '/' && files.get(path)) || (isScreen(path) ? page : undefined)
    if (!file) throw requestProblem('not-found')
    if (file === page) for (const [name, value] of headers) c.header(name, value)
    c.header('content-type', file.type)
    c.header('cache-control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    c.header('vary', 'accept-encoding')
    c.header('etag', file.etag)
    if (c.req.header('if-none-match')?.includes(file.etag)) return c.body(null, 304)
    const encoding = chooseEncoding(c.req.header('accept-encoding'), file)
    if (encoding) c.header('content-encoding', encoding)
    return c.body((encoding && file.encoded[encoding]) || file.body)
  }
}

/** What a browser is told about the page: whose scripts run, who may frame it (Telegram Web does), what it may use. */
export function pageHeaders(config: Config, html: string): [string, string][] {
  const stripe = config.stripe ? ['https://js.stripe.com', 'https://*.js.stripe.com'] : []
  // developer.paypal.com/sdk/js/security: the script and its parts; and what it opens and asks, at names of their own.
  const paypalScripts = config.paypal
    ? [`https://www.${config.paypal.live ? '' : 'sandbox.'}paypal.com`, 'https://www.paypalobjects.com']
    : []
  const paypal = config.paypal ? ['https://*.paypal.com'] : []
  const sandbox = config.sandbox ? [config.sandbox.url, `http://localhost:${config.sandbox.port}`] : []
  const frames = [...stripe, ...(config.stripe ? ['https://hooks.stripe.com'] : []), ...paypal, ...sandbox]
  const { host, protocol } = new URL(config.publicUrl)
  const socket = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`
  const policy: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...inlineScripts(html), ...stripe, ...paypalScripts, ...sandbox],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', 'https:', ...sandbox],
    'font-src': ["'self'"],
    'connect-src': [
      "'self'",
      socket,
      ...(config.ton?.walletHosts ?? []),
      ...(config.stripe ? ['https://api.stripe.com', 'https://*.stripe.com'] : []),
      ...paypal,
      ...sandbox,
    ],
    'frame-src': frames.length > 0 ? frames : ["'none'"],
    'frame-ancestors': ["'self'", 'https://web.telegram.org', 'https://*.telegram.org', ...sandbox],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
  }
  return [
    [
      'content-security-policy',
      Object.entries(policy)
        .map(([name, sources]) => `${name} ${sources.join(' ')}`)
        .join('; '),
    ],
    // No X-Frame-Options: Telegram Web opens the shop in a frame, and that header knows no list.
    ['cross-origin-opener-policy', 'same-origin-allow-popups'],
    ['permissions-policy', 'camera=(), microphone=(), usb=(), payment=(self "https://js.stripe.com"), geolocation=(self)'],
    ['referrer-policy', 'strict-origin-when-cross-origin'],
  ]
}

/** Hashes of the scripts written into the page, so that they run and no other inline script does. */
function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
}

async function readFiles(folder: string): Promise<Map<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const contents = new Map(
    await Promise.all(
      paths.map(async (path) => [`/${relative(folder, path).split(sep).join('/')}`, new Uint8Array(await readFile(path))] as const),
    ),
  )
  const files = new Map<string, StaticFile>()
  for (const [path, body] of contents) {
    // Not for browsers: the build's own list of its files, and the compressed twins.
    if (path.startsWith('/.') || ['.br', '.gz', '.map'].includes(extname(path))) continue
    const [br, gzip] = [contents.get(`${path}.br`), contents.get(`${path}.gz`)]
    files.set(path, {
      body,
      encoded: { ...(br ? { br } : {}), ...(gzip ? { gzip } : {}) },
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
      isImmutable: path.startsWith('/assets/'),
    })
  }
  return files
}

function chooseEncoding(accepted: string | undefined, file: StaticFile): Encoding | undefined {
  const wanted = acceptedEncodings(accepted)
  return (['br', 'gzip'] as const).find((encoding) => wanted.has(encoding) && file.encoded[encoding])
}

/** A path people may reload on: not under /api or /assets, and without an extension. */
function isScreen(path: string): boolean {
  return !/^\/(api|assets)(\/|$)/.test(path) && extname(path) === ''
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
