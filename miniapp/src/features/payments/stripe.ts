import { loadStripe } from '@stripe/stripe-js/pure'
import type { Appearance, Stripe } from '@stripe/stripe-js'
import type { Language } from 'shared/locale'
import { loadScript } from './load-script.ts'

const loading = new Map<string, Promise<Stripe>>()

/** Languages Stripe's fields speak; the rest get English. */
const locales: Record<Language, 'en' | 'ar'> = { en: 'en', sw: 'en', ar: 'ar' }

/**
 * Stripe.js, loaded when somebody pays by card and not before. In the sandbox its stand-in is loaded first, which the
 * loader then takes for the real one.
 * @throws when it cannot be loaded; the next call tries again.
 */
export function stripeFor({
  publishableKey,
  scriptUrl,
  language,
}: {
  publishableKey: string
  scriptUrl: string | null
  language: Language
}): Promise<Stripe> {
  const key = `${publishableKey} ${language}`
  const known = loading.get(key)
  if (known) return known
  const started = start(publishableKey, scriptUrl, language)
  loading.set(key, started)
  started.catch(() => loading.delete(key))
  return started
}

async function start(publishableKey: string, scriptUrl: string | null, language: Language): Promise<Stripe> {
  if (scriptUrl && !('Stripe' in window)) await loadScript(scriptUrl)
  const stripe = await loadStripe(publishableKey, { locale: locales[language] })
  if (!stripe) throw new Error('Stripe.js did not start')
  return stripe
}

/** The customer's theme for Stripe's fields, which live in a frame of their own and cannot read our variables. */
export function appearanceNow(): Appearance {
  const color = colorReader()
  const style = getComputedStyle(document.documentElement)
  const size = (name: string) => style.getPropertyValue(name).trim()
  return {
    theme: document.documentElement.dataset['scheme'] === 'dark' ? 'night' : 'stripe',
    labels: 'above',
    variables: {
      colorPrimary: color('--d-accent'),
      colorBackground: color('--d-section'),
      colorText: color('--d-text'),
      colorTextSecondary: color('--d-text-2'),
      colorTextPlaceholder: color('--d-hint'),
      colorDanger: color('--d-danger'),
      fontFamily: size('--d-font') || 'system-ui, sans-serif',
      fontSizeBase: style.fontSize,
      borderRadius: '12px',
      gridRowSpacing: '14px',
      spacingUnit: '4px',
    },
    rules: {
      '.Input': { border: `1px solid ${color('--d-hairline')}`, boxShadow: 'none', padding: '13px 14px' },
      '.Input:focus': { borderColor: color('--d-accent'), boxShadow: `0 0 0 1px ${color('--d-accent')}` },
      '.Label': { color: color('--d-text-2') },
    },
  }
}

/** Our colours are mixed from Telegram's; a canvas turns whatever the browser computed into one plain value. */
function colorReader(): (name: string) => string {
  const probe = document.createElement('i')
  document.body.append(probe)
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
  queueMicrotask(() => probe.remove())
  return (name) => {
    probe.style.color = `var(${name})`
    const computed = getComputedStyle(probe).color
    if (!pen) return computed
    pen.clearRect(0, 0, 1, 1)
    pen.fillStyle = computed
    pen.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0, a = 255] = pen.getImageData(0, 0, 1, 1).data
    return a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`
  }
}
