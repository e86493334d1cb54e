import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Route } from 'wouter'
import { mainButtons, secondaryButtons } from '../../lib/buttons.ts'
import { createQueryClient } from '../../lib/query-client.ts'
import { signIn, startSession } from '../../lib/session.tsx'
import { letASecondPass } from '../../testing/taps.ts'
import { draw } from '../../ui/testing.tsx'
import { PayPage } from './PayPage.tsx'

const sats = { amount: '21000', currency: 'BTC' }
const transfer = {
  type: 'transfer',
  network: 'bitcoin',
  test: false,
  to: 'bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu',
  memo: null as string | null,
  token: null,
  uri: 'bitcoin:bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu?amount=0.00021',
  due: '21000',
  request: null,
  seen: null as { amount: string; confirmations: number; needed: number } | null,
}
const in600 = () => new Date(Date.now() + 600_000).toISOString()

function orderWith(change: Partial<typeof transfer> = {}, state = 'requires_action') {
  const payment = {
    id: 'p1',
    method: 'bitcoin',
    state,
    amount: sats,
    nextAction: { ...transfer, ...change },
    failure: null,
    createdAt: new Date().toISOString(),
    expiresAt: in600(),
  }
  return {
    number: 'DK-1',
    state: 'pending_payment',
    payment: 'unpaid',
    goods: 'physical',
    total: sats,
    canRetryPayment: true,
    currentPayment: payment,
  }
}

let page: Awaited<ReturnType<typeof draw>>
let asked = 0
let copied = ''
const answer = (body: unknown) => Response.json(body)
const until = (check: () => void) =>
  vi.waitFor(
    async () => {
      await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
      check()
    },
    { timeout: 5000 },
  )

async function open(order: unknown, refreshed: () => unknown = () => order) {
  vi.stubGlobal('fetch', async (input: string | URL | Request) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return answer({ name: 'Duka', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test', ton: null })
    if (url.endsWith('/personas')) return answer({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return answer({ initData: 'signed' })
    if (url.endsWith('/sessions')) return answer({ token: 't', me: { id: 'amina', firstName: 'Amina', language: 'en', timeZone: 'UTC' } })
    if (url.endsWith('/refresh')) {
      asked += 1
      return answer({ order: refreshed() })
    }
    if (url.endsWith('/orders/DK-1')) return answer(order)
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
}

beforeEach(() => {
  asked = 0
  history.replaceState(null, '', '/checkout/pay/DK-1')
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void (copied = text))
})
afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const text = () => page.box.textContent ?? ''

describe('sending coins', () => {
  it('says which coins and which network before the address', async () => {
    await open(orderWith())
    await until(() => expect(text()).toContain('payments.transfer.only'))
    expect(text().indexOf('payments.transfer.only')).toBeLessThan(text().indexOf('bc1qcr8t'))
    expect(page.box.querySelector('.p-qr svg')).not.toBeNull()
  })

  it('copies the whole address and the exact amount, though it shows less', async () => {
    await open(orderWith())
    await until(() => expect(text()).toContain('bc1qcr8t…z306fyu'))
    const [address] = [...page.box.querySelectorAll<HTMLButtonElement>('.cell button')]
    await act(async () => address?.click())
    expect(copied).toBe(transfer.to)
    await act(async () => page.box.querySelector<HTMLButtonElement>('.p-amt')?.click())
    expect(copied).toBe('0.00021')
  })

  it('asks for a memo only where there is one', async () => {
    await open(orderWith({ memo: 'K2HXSK9NBKQR' }))
    await until(() => expect(text()).toContain('K2HXSK9NBKQR'))
    expect(text()).toContain('payments.transfer.memoHint')
    await page.clear()
    await open(orderWith())
    await until(() => expect(text()).toContain('payments.transfer.only'))
    expect(text()).not.toContain('payments.transfer.memo')
  })

  it('looks at the network when the customer says that it is paid', async () => {
    await open(orderWith())
    await until(() => expect(secondaryButtons.get().at(-1)?.button.text).toBe('payments.transfer.paid'))
    const before = asked
    letASecondPass()
    await act(async () => secondaryButtons.get().at(-1)?.button.onPress())
    await until(() => expect(asked).toBeGreaterThan(before))
    expect(text()).toContain('payments.transfer.looked')
  })

  it('tells what is missing of it, and does not offer another way then', async () => {
    await open(orderWith({ due: '9000' }, 'processing'))
    await until(() => expect(text()).toContain('payments.transfer.missing'))
    expect(text()).toContain('payments.transfer.missingHintPlain')
    expect(text()).not.toContain('payments.anotherWay')
  })

  it('shows no address any more once all of it was seen, and how far it is', async () => {
    await open(orderWith({ due: '0', seen: { amount: '21000', confirmations: 1, needed: 2 } }, 'processing'))
    await until(() => expect(text()).toContain('payments.transfer.confirmations'))
    expect(text()).not.toContain('bc1q')
    expect(mainButtons.get().at(-1)).toBeUndefined()
  })

  it('goes on to thanks once the network is sure', async () => {
    await open(orderWith(), () => ({ ...orderWith(), payment: 'paid', state: 'payment_confirmed' }))
    await until(() => expect(location.pathname).toBe('/orders/DK-1/thanks'))
  })
})
