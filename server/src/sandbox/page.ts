import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { direction, languageNames, languages, nearestLanguage } from 'shared/locale'
import { sandboxWords, wordsOf } from './words.ts'
import type { SandboxWorld } from './world.ts'

const asset = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')

/** The page at `/`: the outside world live, in one language of ours (`?lang=`). */
export function pageRoutes(world: SandboxWorld): Hono {
  return new Hono()
    .get('/', (c) => {
      const language = nearestLanguage(c.req.query('lang') ?? c.req.header('accept-language'))
      const t = sandboxWords(language)
      const data = {
        language,
        languages: languages.map((code) => ({ code, name: languageNames[code] })),
        words: { sandbox: wordsOf(language) },
      }
      return c.html(`<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t('sandbox.page.title')}</title>
<link rel="icon" href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><circle cx='16' cy='16' r='15' fill='%230b8f86'/><path d='M1 16h30M16 1c6 5 6 25 0 30M16 1c-6 5-6 25 0 30' stroke='white' fill='none' stroke-width='2'/></svg>">
<style>${asset('page.css')}</style>
<body>
<div id="app"></div>
<noscript>${t('sandbox.page.needsScript')}</noscript>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script type="module" src="/assets/page.js"></script>
</body>
</html>`)
    })
    .get('/assets/:name{[\\w-]+\\.js}', (c) => {
      const name = c.req.param('name')
      if (!['page.js', 'dom.js', 'chats.js', 'panels.js'].includes(name)) return c.notFound()
      return c.body(asset(name), 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-store' })
    })
    .get('/open/:id', (c) => {
      const { miniAppUrl } = world.options
      if (!miniAppUrl) return c.text(sandboxWords('en')('sandbox.page.noMiniApp'), 404)
      return c.redirect(
        launchUrl(miniAppUrl, { personaId: c.req.param('id'), to: c.req.query('to'), startParam: c.req.query('startParam') }),
      )
    })
}

/**
 * Where a person's Mini App opens: `to` when it lies within the shop, otherwise its front door. The Mini App asks
 * `/personas/<persona>/init-data` for the signature; `tgWebAppStartParam` is Telegram's own name.
 */
export function launchUrl(
  miniAppUrl: string,
  { personaId, to, startParam }: { personaId: string; to?: string | undefined; startParam?: string | undefined },
): string {
  const home = new URL(miniAppUrl)
  const wanted = to && URL.canParse(to, home.href) ? new URL(to, home.href) : home
  const url = wanted.origin === home.origin ? wanted : home
  url.searchParams.set('persona', personaId)
  if (startParam && /^[\w-]{1,512}$/.test(startParam)) url.searchParams.set('tgWebAppStartParam', startParam)
  return url.toString()
}
