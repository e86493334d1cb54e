import { createHash } from 'node:crypto'
import { direction, type Language } from 'shared/locale'
import { wordsFor } from '../../platform/words.ts'
import type { Comeback } from './come-back.ts'

const style = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;font:17px/1.45 system-ui,sans-serif;background:light-dark(#efeff4,#000);color:light-dark(#000,#fff)}
main{width:min(360px,100vw - 48px);box-sizing:border-box;padding:32px 24px;border-radius:20px;background:light-dark(#fff,#1c1c1e);text-align:center}
h1{margin:0 0 8px;font-size:24px}p{margin:0 0 24px;color:light-dark(#5b5b61,#a9a9b0);text-wrap:balance}
a{display:block;padding:14px;border-radius:14px;background:#0b7a72;color:#fff;text-decoration:none;font-weight:600}`

/** How often the page looks again while the outcome is open, and every how many seconds. */
const mostLooks = 10
const lookSeconds = 3

/** Nothing but this page, its one style and its link: no script runs on it and nothing is loaded. */
export const returnPageHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
}

/** What somebody reads in the browser they paid in: that they can go back to Telegram, and nothing about who they are. */
export function returnPage({ standing, link }: Pick<Comeback, 'standing' | 'link'>, language: Language, looks: number): string {
  const t = wordsFor(language)
  const again =
    standing === 'checking' && looks < mostLooks ? `<meta http-equiv="refresh" content="${lookSeconds};url=?looks=${looks + 1}">` : ''
  // keys: payments.back.done payments.back.checking payments.back.open payments.back.over
  const title = t(`payments.back.${standing}`)
  // keys: payments.back.doneText payments.back.checkingText payments.back.openText payments.back.overText
  const text = t(`payments.back.${standing}Text`)
  return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${again}
<title>${title}</title>
<style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p><a href="${link}">${t('payments.back.button')}</a></main></body>
</html>`
}
