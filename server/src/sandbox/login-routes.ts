import { Hono } from 'hono'
import { direction, nearestLanguage } from 'shared/locale'
import { signLogin } from './personas.ts'
import { sandboxWords } from './words.ts'
import type { SandboxWorld } from './world.ts'

/**
 * Stands for oauth.telegram.org/auth: asks who one is, instead of a phone number, and goes back to `return_to` with
 * `#tgAuthResult=`, signed as Telegram signs (core.telegram.org/widgets/login).
 */
export function loginRoutes(world: SandboxWorld): Hono {
  const { botToken } = world.options
  return new Hono().get('/', (c) => {
    const language = nearestLanguage(c.req.header('accept-language'))
    const t = sandboxWords(language)
    const { bot_id: botId = '', origin = '', return_to: returnTo = '', as } = c.req.query()
    if (botId !== botToken.split(':')[0]) return c.text('Bot id invalid', 400)
    if (!URL.canParse(returnTo) || new URL(returnTo).origin !== origin) return c.text('Bot domain invalid', 400)
    const person = as ? world.telegram.state.people[as] : undefined
    if (person) {
      const back = new URL(returnTo)
      back.hash = `tgAuthResult=${Buffer.from(JSON.stringify(signLogin(person, { botToken }))).toString('base64url')}`
      return c.redirect(back.toString())
    }
    const people = Object.values(world.telegram.state.people).map(({ id, first_name, last_name }) => {
      const here = new URL(c.req.url)
      here.searchParams.set('as', String(id))
      return `<li><a href="${escape(here.search)}">${escape([first_name, last_name].filter(Boolean).join(' '))}</a></li>`
    })
    return c.html(`<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${t('sandbox.login.title')}</title>
<style>body{font:17px system-ui;max-width:24rem;margin:3rem auto;padding:0 1rem}li{margin:.75rem 0}</style>
<h1>${t('sandbox.login.title')}</h1>
<p>${t('sandbox.login.about')}</p>
<ul>${people.join('')}</ul>
</html>`)
  })
}

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
