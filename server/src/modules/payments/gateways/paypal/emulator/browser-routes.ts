import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { direction, nearestLanguage, type Language } from 'shared/locale'
import ar from 'shared/locales/ar/sandbox.json' with { type: 'json' }
import en from 'shared/locales/en/sandbox.json' with { type: 'json' }
import sw from 'shared/locales/sw/sandbox.json' with { type: 'json' }
import { PaypalFault } from './errors.ts'
import { approve, findOrder } from './orders.ts'
import type { PaypalWorld } from './state.ts'

// keys: sandbox.paypal.*
const words = (language: Language) => ({ en, sw, ar })[language].paypal
const asset = (name: string) => readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8')

/** The browser's side: the page where a payer says yes or leaves, and the script that opens it in a window of its own. */
export function browserRoutes(world: PaypalWorld): Hono {
  return new Hono()
    .get('/web-sdk/v6/core', (c) =>
      c.body(asset('core.js').replaceAll('__WEB__', world.places().web), 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      }),
    )
    .get('/checkoutnow', (c) => {
      const language = nearestLanguage(c.req.query('lang') ?? c.req.header('accept-language'))
      const id = c.req.query('token') ?? ''
      const t = words(language)
      let about = t.over
      let mayAct = false
      try {
        const order = findOrder(world, id)
        const amount = order.purchase_units[0]?.amount
        about = t.about.replace('{{amount}}', `\u2066${amount?.value} ${amount?.currency_code}\u2069`)
        mayAct = order.status === 'PAYER_ACTION_REQUIRED'
        if (!mayAct) about = t.over
      } catch (error) {
        if (!(error instanceof PaypalFault)) throw error
      }
      const buttons = (['approve', 'decline', 'cancel'] as const)
        .map((outcome) => `<button name="outcome" value="${outcome}">${t[outcome]}</button>`)
        .join('')
      const hidden = `<input type="hidden" name="token" value="${id.replaceAll(/\W/g, '')}">${c.req.query('window') ? '<input type="hidden" name="window" value="1">' : ''}`
      return c.html(
        page(
          language,
          `<h1>PayPal</h1><p>${about}</p>${mayAct ? `<form method="post" action="checkoutnow">${hidden}${buttons}</form>` : ''}<small>${t.notice}</small>`,
        ),
      )
    })
    .post('/checkoutnow', async (c) => {
      const form = await c.req.parseBody()
      const [id, outcome] = ['token', 'outcome'].map((name) => (typeof form[name] === 'string' ? form[name] : '')) as [string, string]
      try {
        findOrder(world, id)
        if (outcome !== 'cancel') approve(world, id, outcome === 'decline' ? 'declined' : 'good')
      } catch (error) {
        if (!(error instanceof PaypalFault)) throw error
        return c.redirect(`checkoutnow?token=${encodeURIComponent(id)}`, 303)
      }
      if (form['window']) {
        const told = JSON.stringify({ paypal: outcome === 'cancel' ? 'cancelled' : 'approved', orderId: id })
        return c.html(`<!doctype html><title>PayPal</title><script>opener?.postMessage(${told}, '*');close()</script>`)
      }
      const visit = world.state.visits[id]
      const to = new URL((outcome === 'cancel' ? visit?.cancelUrl : visit?.returnUrl) ?? 'about:blank')
      to.searchParams.set('token', id)
      if (outcome !== 'cancel') to.searchParams.set('PayerID', 'SANDBOXPAYER1')
      return c.redirect(to.toString(), 303)
    })
}

function page(language: Language, body: string): string {
  return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>PayPal</title>
<style>${asset('page.css')}</style>
<main>${body}</main>
</html>`
}
