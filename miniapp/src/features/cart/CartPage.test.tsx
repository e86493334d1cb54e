import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createQueryClient } from '../../lib/query-client.ts'
import { signIn, startSession } from '../../lib/session.tsx'
import { draw } from '../../ui/testing.tsx'
import { Toaster } from '../../ui/toast.tsx'
import { CartPage } from './CartPage.tsx'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const line = (variantId: string) => ({
  variantId,
  productId: `p-${variantId}`,
  slug: variantId,
  name: variantId,
  title: '',
  kind: 'physical',
  hue: 60,
  picture: null,
  unitPrice: usd('1000'),
  total: usd('1000'),
  stars: null,
  available: 10,
  quantity: 1,
  priceBefore: null,
  trouble: null,
})
const cartOf = (ids: string[]) => ({
  lines: ids.map(line),
  count: ids.length,
  subtotal: usd(`${ids.length}000`),
  goods: 'physical',
  version: 1,
})
const waiting = { number: 'DK-1', state: 'pending_payment', payment: 'unpaid', total: usd('3550'), payBy: new Date().toISOString() }

let page: Awaited<ReturnType<typeof draw>>
let held: string[]
afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

const answer = (body: unknown) => Response.json(body)
const until = (check: () => void) =>
  vi.waitFor(async () => {
    await act(async () => void (await new Promise((resolve) => setTimeout(resolve, 20))))
    check()
  })
const names = () => [...page.box.querySelectorAll('.cell .b')].map((each) => each.textContent)
const press = (words: string) =>
  act(async () => [...page.box.querySelectorAll('button')].find((button) => button.textContent === words)?.click())

async function open({ cart, orders = [] }: { cart: string[]; orders?: unknown[] }) {
  held = cart
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const url = String(input instanceof Request ? input.url : input)
    if (url.endsWith('/shop')) return answer({ name: 'Duka', timeZone: 'UTC', sandboxUrl: 'http://sandbox.test' })
    if (url.endsWith('/personas')) return answer({ items: [{ id: '1', name: 'Amina', role: 'customer', language: 'en', about: '' }] })
    if (url.includes('/init-data')) return answer({ initData: 'signed' })
    if (url.endsWith('/sessions')) return answer({ token: 't', me: { id: 'amina', firstName: 'Amina', language: 'en', timeZone: 'UTC' } })
    if (url.includes('/cart/lines/')) held = held.filter((id) => !url.endsWith(`/${id}`))
    else if (url.endsWith('/cart') && init?.method === 'PUT')
      held = (JSON.parse(init.body as string) as { lines: { variantId: string }[] }).lines.map((each) => each.variantId)
    if (url.includes('/cart')) return answer(cartOf(held))
    return answer({ items: url.includes('/orders') ? orders : [] })
  })
  const queryClient = createQueryClient()
  startSession(queryClient)
  await act(async () => void (await signIn()))
  page = await draw(
    <QueryClientProvider client={queryClient}>
      <CartPage />
      <Toaster above="0" />
    </QueryClientProvider>,
  )
}

describe('an empty cart', () => {
  it('leads back to the order that waits to be paid', async () => {
    await open({ cart: [], orders: [waiting] })
    await until(() => expect(page.box.querySelector('a[href="/checkout/pay/DK-1"]')).toBeTruthy())
  })

  it('leads to the shop where no order waits', async () => {
    await open({ cart: [], orders: [{ ...waiting, payment: 'on_delivery' }] })
    await until(() => expect(page.box.textContent).toContain('cart.empty'))
    expect(page.box.querySelector('a[href="/"]')).toBeTruthy()
  })
})

describe('a line saved for later', () => {
  it('comes back to its place when that is undone', async () => {
    await open({ cart: ['mug', 'beans', 'kettle'] })
    await until(() => expect(names()).toEqual(['mug', 'beans', 'kettle']))
    await press('cart.saveForLater')
    await until(() => expect(page.box.textContent).toContain('cart.savedToast'))
    await until(() => expect(held).toEqual(['beans', 'kettle']))
    await press('common.undo')
    await until(() => expect(held).toEqual(['mug', 'beans', 'kettle']))
    await until(() => expect(names()).toEqual(['mug', 'beans', 'kettle']))
  })
})
