import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { direction, nearestLanguage, type Language } from 'shared/locale'
import ar from 'shared/locales/ar/sandbox.json' with { type: 'json' }
import en from 'shared/locales/en/sandbox.json' with { type: 'json' }
import sw from 'shared/locales/sw/sandbox.json' with { type: 'json' }
import { translator } from 'shared/translate'
import { answerChallenge, getPaymentIntent } from './confirm-payment-intent.ts'
import { StripeFault } from './errors.ts'
import { asPublicIntent } from './payment-intents.ts'
import { keptFor } from './payment-methods.ts'
import type { StripeWorld } from './state.ts'

const catalogues = { en: { sandbox: en }, sw: { sandbox: sw }, ar: { sandbox: ar } }
const asset = (name: string) => readFileSync(new URL(`./browser/${name}`, import.meta.url), 'utf8')

/** The words of the card form, handed to the frame as data. */
function cardWords(language: Language) {
  const t = translator(language, catalogues[language])
  return {
    number: t('sandbox.card.number'),
    expiry: t('sandbox.card.expiry'),
    expiryPlaceholder: t('sandbox.card.expiryPlaceholder'),
    cvc: t('sandbox.card.cvc'),
    cvcPlaceholder: t('sandbox.card.cvcPlaceholder'),
    notice: t('sandbox.card.notice'),
    frameTitle: t('sandbox.card.frameTitle'),
    incomplete_number: t('sandbox.card.incompleteNumber'),
    invalid_number: t('sandbox.card.invalidNumber'),
    incomplete_expiry: t('sandbox.card.incompleteExpiry'),
    invalid_expiry_month_past: t('sandbox.card.expiryPast'),
    incomplete_cvc: t('sandbox.card.incompleteCvc'),
    unreachable: t('sandbox.card.unreachable'),
    kept: t('sandbox.card.kept'),
    another: t('sandbox.card.another'),
    keep: t('sandbox.card.keep'),
    expires: t('sandbox.card.expires'),
  }
}

function challengeWords(language: Language, amount: string) {
  const t = translator(language, catalogues[language])
  return {
    title: t('sandbox.challenge.title'),
    about: t('sandbox.challenge.about', { amount }),
    complete: t('sandbox.challenge.complete'),
    fail: t('sandbox.challenge.fail'),
    frameTitle: t('sandbox.challenge.frameTitle'),
  }
}

function page({
  language,
  title,
  style,
  script,
  data,
}: {
  language: Language
  title: string
  style: string
  script: string
  data: unknown
}): string {
  return `<!doctype html>
<html lang="${language}" dir="${direction(language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
<body>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>`
}

/**
 * The browser's side: Stripe.js itself, the frame that takes the card (so that a number never touches the shop's origin)
 * and the bank's question of 3-D Secure.
 */
export function browserRoutes(world: StripeWorld): Hono {
  return new Hono()
    .get('/js/stripe.js', (c) => {
      // Whoever loaded it from localhost is to speak to localhost, not to 127.0.0.1.
      const base = c.req.header('x-forwarded-host') ? world.origin() : `${new URL(c.req.url).origin}/stripe`
      return c.body(asset('stripe.js').replaceAll('__BASE__', base), 200, {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'no-store',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      })
    })
    .get('/js/card', (c) => {
      const language = nearestLanguage(c.req.query('lang'))
      const words = cardWords(language)
      return c.html(page({ language, title: words.frameTitle, style: asset('card.css'), script: asset('card.js'), data: { words } }), 200, {
        'cache-control': 'no-store',
      })
    })
    .get('/js/session/:secret', (c) => {
      const session = world.state.customerSessions[c.req.param('secret')]
      const headers = { 'cache-control': 'no-store' }
      if (!session || session.expiresAt <= world.clock.seconds()) return c.json({ error: 'expired' }, 404, headers)
      const kept = session.mayShow ? keptFor(world, session.customer).filter((method) => method.allow_redisplay === 'always') : []
      const cards = kept.slice(0, session.limit).map(({ id, card }) => ({
        id,
        brand: card?.brand ?? 'card',
        last4: card?.last4 ?? '',
        expiry: `${String(card?.exp_month ?? 1).padStart(2, '0')}/${String(card?.exp_year ?? 0).slice(-2)}`,
      }))
      return c.json({ cards, maySave: session.maySave, usage: session.usage }, 200, headers)
    })
    .get('/js/challenge', (c) => {
      const language = nearestLanguage(c.req.query('lang'))
      const intent = world.state.paymentIntents[c.req.query('payment_intent') ?? '']
      const clientSecret = c.req.query('payment_intent_client_secret')
      if (!intent || intent.client_secret !== clientSecret) return c.text('Not found', 404)
      const amount = new Intl.NumberFormat(language, { style: 'currency', currency: intent.currency })
      const digits = amount.resolvedOptions().maximumFractionDigits ?? 2
      const words = challengeWords(language, amount.format(intent.amount / 10 ** digits))
      const data = { words, id: intent.id, clientSecret, returnUrl: c.req.query('return_url') ?? null }
      return c.html(page({ language, title: words.frameTitle, style: asset('card.css'), script: asset('challenge.js'), data }), 200, {
        'cache-control': 'no-store',
      })
    })
    .post('/js/challenge', async (c) => {
      const { id, clientSecret, outcome } = await c.req.json<{ id: string; clientSecret: string; outcome: 'complete' | 'fail' }>()
      try {
        const intent = getPaymentIntent(world, id)
        if (intent.client_secret !== clientSecret) return c.json({ error: { message: 'Not found' } }, 404)
        const answered = answerChallenge(world, intent, outcome === 'complete')
        world.changed()
        return c.json(asPublicIntent(answered))
      } catch (error) {
        if (!(error instanceof StripeFault)) throw error
        return c.json({ error: error.body }, error.status as 400)
      }
    })
}
