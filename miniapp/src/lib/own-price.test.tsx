import { QueryClient } from '@tanstack/react-query'
import { act } from 'react'
import type { MoneyJson } from 'shared/money'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const usd = (amount: string): MoneyJson => ({ amount, currency: 'USD' })
const hour = 3_600_000
const rates = (hoursLeft = 1) => ({
  goodUntil: new Date(Date.now() + hoursLeft * hour).toISOString(),
  of: {
    KES: { rate: '130.9714421722', asOf: '2026-11-20T00:00:00.000Z', sources: ['frankfurter', 'exchange-rate-api'] },
    EUR: { rate: '0.8890281388', asOf: '2026-11-20T00:00:00.000Z', sources: ['frankfurter'] },
  },
})

let clear: () => Promise<void> = () => Promise.resolve()

/** A page load of its own: what is drawn of `price` for somebody who sees prices in `currency`; nobody signs in without one. */
async function open({
  currency,
  shop = {},
  price = usd('1800'),
  asked,
  note = false,
}: {
  currency?: string
  shop?: object
  price?: MoneyJson
  asked?: MoneyJson
  note?: boolean
}) {
  vi.resetModules()
  vi.stubGlobal('fetch', async (input: string) => {
    const url = input
    if (url.endsWith('/shop')) {
      if (!currency) throw new TypeError('Failed to fetch')
      return Response.json({ name: 'Duka', currency: 'USD', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test', rates: rates(), ...shop })
    }
    if (url.endsWith('/personas'))
      return Response.json({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return Response.json({ initData: 'signed' })
    return Response.json({ token: 't', me: { id: 'amina', firstName: 'Amina', language: 'en', timeZone: 'America/Los_Angeles', currency } })
  })
  const session = await import('./session.tsx')
  const { useOwnPrice } = await import('./own-price.ts')
  const { OwnPriceNote } = await import('../ui/RateNote.tsx')
  const { draw } = await import('../ui/testing.tsx')
  session.startSession(new QueryClient())
  await act(async () => void (await session.signIn()))
  const Probe = () => <p>{useOwnPrice()(price, asked) ?? 'nothing'}</p>
  const words = { payments: { ownPrice: '{{rate}} on {{date}}.' } }
  const page = await draw(note ? <OwnPriceNote /> : <Probe />, words)
  clear = page.clear
  return page.box
}
const told = async (options: Parameters<typeof open>[0]) => (await open(options)).textContent?.replaceAll('\u00a0', ' ')

beforeEach(() => vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true))
afterEach(async () => {
  await clear()
  localStorage.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

describe('a price in the customer’s own currency', () => {
  it.each([
    ['KES', '\u2066≈ KES 2,358\u2069'],
    ['EUR', '\u2066≈ €16.01\u2069'],
  ])('is told about, in units people count in: %s', async (currency, wanted) => {
    expect(await told({ currency })).toBe(wanted)
  })

  it.each([
    ['that is the shop’s', { currency: 'USD' }],
    ['that nobody knows a rate of', { currency: 'UGX' }],
    ['of a price that is not in the shop’s', { currency: 'KES', price: { amount: '250', currency: 'XTR' } as const }],
    ['when there are no rates', { currency: 'KES', shop: { rates: null } }],
    ['when the rates are old', { currency: 'KES', shop: { rates: rates(-1) } }],
    ['when the shop tells nothing of rates', { currency: 'KES', shop: { rates: undefined } }],
  ])('is not told %s', async (_, options) => {
    expect(await told(options)).toBe('nothing')
  })

  it('is the sum a way to pay asks for, where that is in it', async () => {
    expect(await told({ currency: 'KES', asked: { amount: '235900', currency: 'KES' } })).toBe('\u2066≈ KES 2,359\u2069')
    expect(await told({ currency: 'KES', asked: usd('1800') })).toBe('\u2066≈ KES 2,358\u2069')
  })

  it('is told without a network, by what was known last time', async () => {
    await told({ currency: 'KES' })
    await clear()
    expect(await told({})).toBe('\u2066≈ KES 2,358\u2069')
  })

  it('has a note that names the rate, its day as its source names it, and who told it', async () => {
    const box = await open({ currency: 'KES', note: true })
    expect(box.textContent?.replaceAll('\u00a0', ' ')).toBe(
      '\u20661 USD = 130.971 KES\u2069 on 20 November 2026. Frankfurter, Rates By Exchange Rate API',
    )
    expect(box.querySelector('a')?.href).toBe('https://www.exchangerate-api.com/')
  })
})
