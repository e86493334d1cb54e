import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Route } from 'wouter'
import { mainButtons } from '../../lib/buttons.ts'
import { createQueryClient } from '../../lib/query-client.ts'
import { signIn, startSession } from '../../lib/session.tsx'
import { draw } from '../../ui/testing.tsx'
import { OrderPage } from './OrderPage.tsx'

const kes = { amount: '314400', currency: 'KES' }
const zero = { amount: '0', currency: 'KES' }
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

function waiting(nextAction: unknown) {
  return {
    number: 'DK-1',
    state: 'pending_payment',
    payment: 'unpaid',
    goods: 'digital',
    placedAt: inSeconds(-60),
    payBy: inSeconds(1700),
    arrivesFrom: null,
    arrivesBy: null,
    total: kes,
    totals: { subtotal: kes, delivery: zero, tax: zero, taxName: '', taxRateBps: 0, taxIncluded: true, total: kes },
    refunded: zero,
    itemCount: 0,
    lines: [],
    timeline: [],
    creditNotes: [],
    awaits: (nextAction as { type: string }).type === 'await_push' ? 'phone' : null,
    isPickup: false,
    canRetryPayment: true,
    canCancel: true,
    currentPayment: { id: 'p1', method: 'mpesa', state: 'requires_action', amount: kes, nextAction, failure: null, reference: null },
  }
}

let page: Awaited<ReturnType<typeof draw>>
const answer = (body: unknown) => Response.json(body)

async function open(order: unknown) {
  vi.stubGlobal('fetch', async (input: string | URL | Request) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return answer({ name: 'Duka', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test' })
    if (url.endsWith('/personas')) return answer({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return answer({ initData: 'signed' })
    if (url.endsWith('/sessions')) return answer({ token: 't', me: { id: 'amina', firstName: 'Amina', language: 'en', timeZone: 'UTC' } })
    return url.endsWith('/orders/DK-1') ? answer(order) : answer({ items: [], lines: [] })
  })
  history.replaceState(null, '', '/orders/DK-1')
  const queryClient = createQueryClient()
  startSession(queryClient)
  await act(async () => void (await signIn()))
  page = await draw(
    <QueryClientProvider client={queryClient}>
      <Route path="/orders/:number" component={OrderPage} />
    </QueryClientProvider>,
  )
  await vi.waitFor(async () => {
    await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
    expect(page.box.querySelector('h1')).toBeTruthy()
  })
}
const title = () => page.box.querySelector('h1')?.textContent
const main = () => mainButtons.get().at(-1)?.button.text

afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

describe('an order that is not paid yet', () => {
  it('says to answer the phone while it asks, and never to pay once more', async () => {
    await open(waiting({ type: 'await_push', phone: '+254 712 ••• 678', asksUntil: inSeconds(60) }))
    expect(title()).toBe('orders.awaits.phone')
    expect(main()).toBe('orders.seePayment')
  })

  it('says that it looks what was answered once the question stands no more', async () => {
    await open(waiting({ type: 'await_push', phone: '+254 712 ••• 678', asksUntil: inSeconds(-1) }))
    expect(title()).toBe('orders.awaits.confirmation')
    expect(page.box.textContent).toContain('orders.note.checking')
    expect(main()).toBe('orders.seePayment')
  })

  it('asks for the money where nothing else waits', async () => {
    await open(waiting({ type: 'open_invoice', url: 'https://t.me/invoice/x' }))
    expect(title()).toBe('orders.promise.pending_payment')
    expect(main()).toBe('orders.pay')
  })
})
