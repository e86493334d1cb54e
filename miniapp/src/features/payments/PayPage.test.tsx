import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Route } from 'wouter'
import { mainButtons } from '../../lib/buttons.ts'
import { createQueryClient } from '../../lib/query-client.ts'
import { signIn, startSession } from '../../lib/session.tsx'
import { draw } from '../../ui/testing.tsx'
import { PayPage } from './PayPage.tsx'
import { letASecondPass } from '../../testing/taps.ts'

const usd = { amount: '5030', currency: 'USD' }
const payment = { id: 'p1', method: 'card', state: 'processing', amount: usd, nextAction: { type: 'none' }, failure: null }
const order = {
  number: 'DK-1',
  state: 'pending_payment',
  payment: 'unpaid',
  goods: 'physical',
  total: usd,
  canRetryPayment: true,
  currentPayment: payment,
}

type Server = { order: unknown; ways?: unknown[]; refreshed?: unknown; retry?: () => Response }
let page: Awaited<ReturnType<typeof draw>>
let retries: { key: string | null; body: unknown }[]

const answer = (body: unknown, status = 200) => Response.json(body, { status })
const settle = () => act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
const until = (check: () => void) =>
  vi.waitFor(
    async () => {
      await settle()
      check()
    },
    { timeout: 5000 },
  )
const main = () => mainButtons.get().at(-1)?.button

async function open(server: Server) {
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return answer({ name: 'Duka', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test' })
    if (url.endsWith('/personas')) return answer({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return answer({ initData: 'signed' })
    if (url.endsWith('/sessions')) return answer({ token: 't', me: { id: 'amina', firstName: 'Amina', language: 'en', timeZone: 'UTC' } })
    if (url.endsWith('/refresh'))
      return server.refreshed ? answer({ order: server.refreshed }) : answer({ code: 'server/unavailable' }, 503)
    if (url.endsWith('/payments')) {
      retries.push({ key: new Headers(init?.headers).get('idempotency-key'), body: JSON.parse(init?.body as string) })
      return server.retry?.() ?? answer({}, 500)
    }
    if (url.endsWith('/ways-to-pay')) return answer({ items: server.ways ?? [] })
    if (url.endsWith('/orders/DK-1')) return answer(server.order)
    return answer({ items: [] })
  })
  const queryClient = createQueryClient()
  startSession(queryClient)
  await act(async () => void (await signIn()))
  page = await draw(
    <QueryClientProvider client={queryClient}>
      <Route path="/checkout/pay/:number" component={PayPage} />
    </QueryClientProvider>,
  )
  await until(() => expect(page.box.querySelector('h1') ?? location.pathname.includes('thanks')).toBeTruthy())
}

beforeEach(() => {
  retries = []
  history.replaceState(null, '', '/checkout/pay/DK-1')
})
afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

describe('a customer comes back to a payment under way', () => {
  it('is thanked once the gateway says it is paid', async () => {
    await open({ order, refreshed: { ...order, payment: 'paid', state: 'payment_confirmed' } })
    await until(() => expect(location.pathname).toBe('/orders/DK-1/thanks'))
  })

  it('is told that nobody knows yet, and is offered no second payment', async () => {
    const unknown = { ...order, currentPayment: { ...payment, state: 'unknown' } }
    await open({ order: unknown, refreshed: unknown })
    await until(() => expect(page.box.textContent).toContain('payments.unsure'))
    expect(main()).toBeUndefined()
  })

  it('keeps waiting when the question itself gets no answer', async () => {
    await open({ order })
    await until(() => expect(page.box.textContent).toContain('payments.checking'))
    expect(location.pathname).toBe('/checkout/pay/DK-1')
  })
})

describe('a payment that failed', () => {
  const failed = { ...order, currentPayment: { ...payment, state: 'failed', failure: 'insufficient_funds' } }

  it('says that nothing was charged and why', async () => {
    await open({ order: failed })
    await until(() => expect(page.box.textContent).toContain('payments.notCharged'))
    await until(() => expect(page.box.textContent).toContain('payments.failure.insufficient_funds'))
  })

  it('is tried again under one key, even when the answer is lost on the way', async () => {
    const next = { ...order, payment: 'paid', state: 'payment_confirmed' }
    let lost = true
    await open({
      order: failed,
      retry: () => {
        if (lost) throw new TypeError('Failed to fetch')
        return answer({ order: next, payment }, 201)
      },
    })
    letASecondPass()
    await act(async () => main()?.onPress())
    await until(() => expect(retries).toHaveLength(1))
    await until(() => expect(main()?.busy).toBe(false))
    lost = false
    letASecondPass()
    await act(async () => main()?.onPress())
    await until(() => expect(location.pathname).toBe('/orders/DK-1/thanks'))
    expect(retries).toHaveLength(2)
    expect(retries[1]).toEqual(retries[0])
  })

  it('asks the same phone again, and shows which', async () => {
    const amount = { amount: '314400', currency: 'KES' }
    const way = { method: 'mpesa', amount, rate: null, available: true, reason: null, health: 'good', asks: 'phone', refundable: true }
    const ways = [{ ...way, lastUsed: false, phone: '+254 712 ••• 678' }]
    await open({ order: { ...failed, currentPayment: { ...failed.currentPayment, method: 'mpesa', amount } }, ways })
    letASecondPass()
    await act(async () => main()?.onPress())
    await until(() => expect(document.body.textContent).toContain('+254 712 ••• 678'))
    expect(document.querySelector('[role="radiogroup"]')?.getAttribute('aria-label')).toBe('common.tryAgain')
    expect(retries).toHaveLength(0)
  })

  it('offers no retry once the order is called off', async () => {
    await open({ order: { ...failed, state: 'cancelled', canRetryPayment: false } })
    await until(() => expect(page.box.textContent).toContain('payments.overCancelled'))
    expect(main()).toBeUndefined()
  })
})
