import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { createLogger, defineConfig, type IndexHtmlTransformContext, type Plugin } from 'vite'

type Bundle = NonNullable<IndexHtmlTransformContext['bundle']>

const server = `http://127.0.0.1:${process.env['PORT'] ?? 3000}`

/** The page's own script asks by these names for the words of a language and the screen a link leads to. */
const chunksAhead = {
  ...Object.fromEntries(
    ['en', 'sw', 'ar'].flatMap((language) => [language, `${language}-rest`]).map((words) => [words, `lib/words/${words}.ts`]),
  ),
  p: 'features/catalog/ProductPage.tsx',
  c: 'features/catalog/CategoryPage.tsx',
  o: 'features/orders/OrderPage.tsx',
}

/** The files of those chunks, with what they need besides the app itself. */
function filesAhead(bundle: Bundle): Record<string, string[]> {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
  const reach = (file: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(file)) return seen
    seen.add(file)
    for (const next of chunks.find((chunk) => chunk.fileName === file)?.imports ?? []) reach(next, seen)
    return seen
  }
  const app = new Set(chunks.filter((chunk) => chunk.isEntry).flatMap((chunk) => [...reach(chunk.fileName)]))
  const filesOf = (source: string) => {
    const chunk = chunks.find((each) => each.facadeModuleId?.endsWith(`/miniapp/src/${source}`))
    if (!chunk) throw new Error(`${source} is no chunk of its own, so it cannot be fetched ahead`)
    return [...reach(chunk.fileName)].filter((file) => !app.has(file))
  }
  return Object.fromEntries(Object.entries(chunksAhead).map(([key, source]) => [key, filesOf(source)]))
}

/**
 * The page's own shell is painted before the app's styles have come, so their link stands behind it; the app itself waits
 * for them. Telegram's side is fetched beside the app, not after it.
 */
const shellFirst: Plugin = {
  name: 'shell-first',
  transformIndexHtml: {
    order: 'post',
    handler(page, { bundle }) {
      const [styles = ''] = /[^\S\n]*<link rel="stylesheet"[^>]*>\n/.exec(page) ?? []
      const telegram = Object.keys(bundle ?? {}).find((file) => /telegram-client-[^/]+\.js$/.test(file))
      const ahead = telegram ? `    <link rel="modulepreload" crossorigin href="/${telegram}">\n` : ''
      return page
        .replace('/* ahead */ {}', bundle ? JSON.stringify(filesAhead(bundle)) : '{}')
        .replace(styles, '')
        .replace(/[^\S\n]*<\/body>/, (end) => styles + ahead + end)
    },
  },
}

/** The page comes before the API is up. Until that has answered once, whoever opens it reads so, and the page looks again by itself. */
const waitForShop: Plugin = {
  name: 'wait-for-shop',
  apply: 'serve',
  configureServer({ middlewares }) {
    let isOpen = false
    middlewares.use(async (request, response, next) => {
      if (isOpen || !request.headers.accept?.includes('text/html')) return next()
      isOpen = await fetch(`${server}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
      if (isOpen) return next()
      response.writeHead(503, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'retry-after': '1' })
      response.end(waitPage)
    })
  },
}
const waitPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="1">
<title>Duka</title><style>:root{color-scheme:light dark}body{font:17px system-ui;display:grid;place-content:center;min-height:90vh;text-align:center}</style>
<p>The shop is opening its doors.<br>This page comes back by itself.</p></html>`

/** A tab that closes leaves its connection to the API behind: nothing anybody could mend. */
const closedByTab = new Set(['ECONNRESET', 'EPIPE'])
function quietAboutTabs() {
  const logger = createLogger('warn', { allowClearScreen: false })
  const { error } = logger
  logger.error = (text, options) => {
    const { code } = (options?.error ?? {}) as { code?: string }
    if (code === undefined || !closedByTab.has(code)) error(text, options)
  }
  return logger
}

export default defineConfig(({ command }) => ({
  ...(command === 'serve' && { customLogger: quietAboutTabs() }),
  root: import.meta.dirname,
  // Vite's own minifier knows our browsers; Tailwind's would add fallbacks for ones that cannot run the app.
  plugins: [react(), tailwindcss({ optimize: false }), shellFirst, waitForShop],
  server: {
    port: Number(process.env['MINIAPP_PORT'] ?? 5173),
    strictPort: true,
    host: '127.0.0.1',
    // A tunnel's host name is not known before it is open.
    allowedHosts: true,
    proxy: {
      '/api': { target: server, ws: true },
      '/livez': server,
      '/openapi.json': server,
      '/tonconnect-manifest.json': server,
    },
  },
  build: {
    target: ['chrome111', 'safari16.4'],
    cssTarget: ['chrome111', 'safari16.4'],
    // Pictures and the icon sheet stay files: they are cached apart from the code.
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      // Two files for the first screen: the libraries, which outlive a release in people's caches, and the app. Small
      // shared chunks would weigh more and come one after another.
      output: {
        codeSplitting: {
          groups: [
            { name: 'vendor', tags: ['$initial'], test: /node_modules/ },
            { name: 'app', tags: ['$initial'], test: /miniapp\/src|shared\/src/ },
            // What needs an account comes right after, in one file rather than a chain of small ones.
            {
              name: 'account',
              test: /cart\/(?:api|changes|cart-sync|CartPill)\.|CardActions|favourites\/api\.|orders\/(?:active-orders|OrderStrip|OrdersBadge)|lib\/(?:api-client|problem-text)|\/hono\//,
            },
          ],
        },
      },
    },
    manifest: true,
    reportCompressedSize: false,
  },
}))
