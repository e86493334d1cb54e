import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mainButtons } from '../../lib/buttons.ts'
import { createQueryClient } from '../../lib/query-client.ts'
import { signIn, startSession } from '../../lib/session.tsx'
import { draw } from '../../ui/testing.tsx'
import { CheckoutPage } from './CheckoutPage.tsx'
import { letASecondPass } from '../../testing/taps.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const me = { id: 'amina', firstName: 'Amina', lastName: null, language: 'en', timeZone: 'UTC', phone: '+254712345678', country: 'KE' }
const address = { id: 'a1', label: 'Home', recipient: 'Amina', phone: '+254712345678', line1: 'Riara Road 14', line2: '', city: 'Nairobi' }

const wayToPay = (method: string, price: string, reason: string | null = null) => ({
  method,
  amount: usd(price),
  available: reason === null,
  reason,
  rate: null,
  health: 'good',
  asks: null,
  lastUsed: false,
  refundable: true,
})
const quote = (price: string, others: ReturnType<typeof wayToPay>[] = []) => ({
  token: `quote-${crypto.randomUUID()}`,
  expiresAt: new Date(Date.now() + 900_000).toISOString(),
  goods: 'physical',
  leftForLater: null,
  lines: [{ variantId: 'v1', name: 'Nyeri AA', title: '500 g', quantity: 2, unitPrice: usd(price), hue: 60, picture: null, trouble: null }],
  needsAddress: true,
  addressId: 'a1',
  deliverable: true,
  deliveryOptions: [],
  deliveryOptionId: null,
  totals: { subtotal: usd(price), delivery: usd('0'), tax: usd('0'), taxName: '', taxRateBps: 0, taxIncluded: true, total: usd(price) },
  stars: null,
  methods: [wayToPay('card', price), ...others],
})

type Sent = { key: string | null; body: { quoteToken: string } }
type World = {
  price: string
  others?: ReturnType<typeof wayToPay>[]
  termsAcceptedAt: string | null
  place: (sent: Sent) => Promise<Response> | Response
}

let sent: Sent[]
let page: Awaited<ReturnType<typeof draw>>

const answer = (body: unknown, status = 200) => Response.json(body, { status })
const placed = () => answer({ order: { number: 'DK-1', placedAt: new Date().toISOString() }, payment: { id: 'p1' } }, 201)
const main = () => mainButtons.get().at(-1)?.button
const press = () => {
  letASecondPass()
  return act(async () => main()?.onPress())
}

async function open(world: World) {
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return answer({ name: 'Duka', timeZone: 'UTC', countries: ['KE'], sandboxUrl: 'http://sandbox.test' })
    if (url.endsWith('/personas')) return answer({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return answer({ initData: 'signed' })
    if (url.endsWith('/sessions')) return answer({ token: 't', me: { ...me, termsAcceptedAt: world.termsAcceptedAt } })
    if (url.endsWith('/addresses')) return answer({ items: [address] })
    if (url.endsWith('/checkout/quote')) return answer(quote(world.price, world.others))
    if (!url.endsWith('/checkout')) return answer({ items: [], lines: [] })
    const attempt = { key: new Headers(init?.headers).get('idempotency-key'), body: JSON.parse(init?.body as string) as Sent['body'] }
    sent.push(attempt)
    return world.place(attempt)
  })
  const queryClient = createQueryClient()
  startSession(queryClient)
  await act(async () => void (await signIn()))
  page = await draw(
    <QueryClientProvider client={queryClient}>
      <CheckoutPage />
    </QueryClientProvider>,
  )
  await until(() => expect(main() !== undefined || location.pathname !== '/checkout').toBe(true))
}

/** Lets what was asked for come back and be drawn. */
const settle = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
const until = (check: () => void) =>
  vi.waitFor(
    async () => {
      await settle()
      check()
    },
    { timeout: 5000 },
  )

beforeEach(() => {
  sent = []
  history.replaceState(null, '', '/checkout')
})
afterEach(async () => {
  await page.clear()
  localStorage.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

const accepted = '2026-01-01T00:00:00.000Z'

describe('a customer places an order', () => {
  it('sends it once, however often the button is pressed, and goes on to paying', async () => {
    await open({ price: '1800', termsAcceptedAt: accepted, place: placed })
    const button = main()
    await act(async () => {
      button?.onPress()
      button?.onPress()
    })
    await until(() => expect(location.pathname).toBe('/checkout/pay/DK-1'))
    expect(sent).toHaveLength(1)
  })

  it('sees of each thing which it is, how many and for how much', async () => {
    await open({ price: '1800', termsAcceptedAt: '2026-01-01T00:00:00Z', place: placed })
    expect(page.box.textContent).toContain('\u2068500 g\u2069 · 2 × $18.00')
  })

  it('cannot before the terms were accepted once, and is told why', async () => {
    await open({ price: '1800', termsAcceptedAt: null, place: placed })
    expect(main()).toMatchObject({ disabled: true, reason: 'checkout.reason.terms' })
    await act(async () => page.box.querySelector<HTMLInputElement>('input[type=checkbox]')?.click())
    expect(main()?.disabled).toBe(false)
  })

  it('sees what changed when the price moved, and decides again under another key', async () => {
    const world: World = {
      price: '1800',
      termsAcceptedAt: accepted,
      place: () => {
        world.price = '2100'
        return answer({ code: 'checkout/price-changed' }, 409)
      },
    }
    await open(world)
    await press()
    await until(() => expect(page.box.querySelector('[role=alert]')?.textContent).toContain('checkout.changed.price'))
    expect(location.pathname).toBe('/checkout')
    world.place = placed
    await press()
    await until(() => expect(sent).toHaveLength(2))
    expect(sent[1]?.key).not.toBe(sent[0]?.key)
    expect(sent[1]?.body.quoteToken).not.toBe(sent[0]?.body.quoteToken)
  })
})

describe('an answer that is lost', () => {
  const offline = () => Promise.reject(new TypeError('Failed to fetch'))

  it('is asked for again with the same key when the button is pressed again', async () => {
    const world: World = { price: '1800', termsAcceptedAt: accepted, place: offline }
    await open(world)
    await press()
    await until(() => expect(page.box.textContent).toContain('checkout.noAnswer'))
    world.place = placed
    await press()
    await until(() => expect(location.pathname).toBe('/checkout/pay/DK-1'))
    expect(sent[1]).toEqual(sent[0])
  })

  it('is asked for again by itself after a reload, before anything else can be ordered', async () => {
    await open({ price: '1800', termsAcceptedAt: accepted, place: offline })
    await press()
    await until(() => expect(page.box.textContent).toContain('checkout.noAnswer'))
    await page.clear()
    await open({ price: '9900', termsAcceptedAt: accepted, place: placed })
    await until(() => expect(location.pathname).toBe('/checkout/pay/DK-1'))
    expect(sent).toHaveLength(2)
    expect(sent[1]).toEqual(sent[0])
  })
})

describe('the ways to pay', () => {
  const names = () => [...page.box.querySelectorAll('[role=radio]')].map((each) => each.textContent)

  it('are those that can be chosen; the others are told apart, each reason once', async () => {
    const others = [wayToPay('bitcoin', '1800', 'surface'), wayToPay('ethereum', '1800', 'surface'), wayToPay('mpesa', '1800', 'country')]
    await open({ price: '1800', others, termsAcceptedAt: accepted, place: placed })
    expect(names()).toHaveLength(1)
    expect(page.box.textContent).not.toContain('payments.unavailable')
    const more = [...page.box.querySelectorAll('button')].find((each) => each.textContent?.includes('payments.otherWays'))
    await act(async () => more?.click())
    expect(page.box.textContent?.match(/payments\.unavailable\.\w+/g)?.map((word) => word.slice(21, 28))).toEqual(['surface', 'country'])
  })

  it('of digital goods are one, and one line says so', async () => {
    const others = ['bitcoin', 'mpesa', 'paypal'].map((method) => wayToPay(method, '1800', 'digital_needs_stars'))
    await open({ price: '1800', others, termsAcceptedAt: accepted, place: placed })
    expect(names()).toHaveLength(1)
    expect(page.box.textContent?.split('payments.unavailable.digital_needs_stars')).toHaveLength(2)
    expect(page.box.textContent).not.toContain('payments.otherWays')
  })
})
