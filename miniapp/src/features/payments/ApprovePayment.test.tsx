import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import type { Payment } from 'shared/orders.schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mainButtons } from '../../lib/buttons.ts'
import { createQueryClient } from '../../lib/query-client.ts'
import { letASecondPass } from '../../testing/taps.ts'
import { draw } from '../../ui/testing.tsx'
import ApprovePayment from './ApprovePayment.tsx'

const telegram = vi.hoisted(() => ({ inTelegram: true, openLink: vi.fn<(url: string) => void>() }))
vi.mock('../../lib/telegram.ts', async (original) => ({
  ...(await original<object>()),
  get inTelegram() {
    return telegram.inTelegram
  },
  openLink: telegram.openLink,
}))
const theirs = vi.hoisted(() => ({ status: 'resolved', button: {} as Record<string, (data?: unknown) => unknown> }))
vi.mock('@paypal/react-paypal-js/sdk-v6', () => ({
  INSTANCE_LOADING_STATE: { PENDING: 'pending', RESOLVED: 'resolved', REJECTED: 'rejected' },
  PayPalProvider: ({ children }: { children: React.ReactNode }) => children,
  usePayPal: () => ({ loadingStatus: theirs.status }),
  PayPalOneTimePaymentButton: (props: typeof theirs.button) => {
    theirs.button = props
    return <i data-theirs />
  },
}))
const asked = vi.hoisted(() => ({ times: 0, failure: null as string | null }))
vi.mock('./api.ts', () => ({
  refreshPayment: async () => {
    asked.times += 1
    return { order: { number: 'DK-1', currentPayment: { failure: asked.failure } } }
  },
}))

let page: Awaited<ReturnType<typeof draw>>
const onConfirmed = vi.fn<() => void>()
beforeEach(() => {
  vi.clearAllMocks()
  Object.assign(telegram, { inTelegram: true })
  Object.assign(theirs, { status: 'resolved' })
  Object.assign(asked, { times: 0, failure: null })
  letASecondPass()
})
afterEach(async () => {
  await page.clear()
  sessionStorage.clear()
})

const action = {
  type: 'approve' as const,
  orderId: '5O1',
  clientId: 'c',
  live: false,
  scriptUrl: null,
  url: 'https://paypal.test/checkoutnow?token=5O1',
}
const payment = (failure: Payment['failure']) => ({ id: 'p1', amount: { amount: '5030', currency: 'USD' }, failure }) as Payment
const screen = (failure: Payment['failure']) => (
  <QueryClientProvider client={createQueryClient()}>
    <ApprovePayment number="DK-1" payment={payment(failure)} action={action} onConfirmed={onConfirmed} />
  </QueryClientProvider>
)
const open = async (failure: Payment['failure'] = null) => {
  page = await draw(screen(failure))
}
const main = () => mainButtons.get().at(-1)?.button
const press = (text: string) => {
  const button = [...page.box.querySelectorAll('button')].find((each) => each.textContent === text)
  return act(async () => button?.click())
}
const comeBack = () => act(async () => void window.dispatchEvent(new Event('focus')))

describe('saying yes at PayPal inside Telegram', () => {
  it('opens its page in the browser, and asks how it stands from then on', async () => {
    await open()
    expect(asked.times).toBe(0)
    await act(async () => main()?.onPress())
    expect(telegram.openLink).toHaveBeenCalledExactlyOnceWith(action.url)
    expect(page.box.textContent).toContain('payments.approve.waiting')
    expect(main()).toBeUndefined()
    await vi.waitFor(() => expect(asked.times).toBeGreaterThan(0))
  })

  it('goes on waiting after a reload, and opens the page again when asked to', async () => {
    await open()
    await act(async () => main()?.onPress())
    await page.clear()
    await open()
    expect(page.box.textContent).toContain('payments.approve.waiting')
    await press('payments.approve.openAgain')
    expect(telegram.openLink).toHaveBeenCalledTimes(2)
  })

  it('asks at once when told to', async () => {
    await open()
    await act(async () => main()?.onPress())
    await vi.waitFor(() => expect(asked.times).toBe(1))
    await press('payments.checkNow')
    await vi.waitFor(() => expect(asked.times).toBe(2))
  })

  it('says that nothing was charged once the person is back, and not while they choose anew', async () => {
    asked.failure = 'declined'
    await open('declined')
    expect(page.box.textContent).toContain('payments.approve.declined')
    await act(async () => main()?.onPress())
    await vi.waitFor(() => expect(asked.times).toBe(1))
    expect(page.box.textContent).not.toContain('payments.approve.declined')
    await comeBack()
    await vi.waitFor(() => expect(page.box.textContent).toContain('payments.approve.declined'))
    expect(main()?.text).toBe('payments.approve.open')
  })
})

describe('saying yes at PayPal in a browser', () => {
  beforeEach(() => Object.assign(telegram, { inTelegram: false }))
  const theirButton = () => vi.waitFor(() => expect(page.box.querySelector('[data-theirs]')).toBeTruthy())

  it('is done with its own button', async () => {
    await open()
    await theirButton()
    expect(main()).toBeUndefined()
    expect(theirs.button).toMatchObject({ orderId: '5O1', presentationMode: 'auto' })
    await act(async () => void (await theirs.button['onApprove']?.({ orderId: '5O1' })))
    expect(onConfirmed).toHaveBeenCalledOnce()
  })

  it('can be broken off without harm', async () => {
    await open()
    await theirButton()
    await act(async () => void theirs.button['onCancel']?.())
    expect(page.box.textContent).toContain('payments.approve.left')
    expect(onConfirmed).not.toHaveBeenCalled()
  })

  it('falls back to its page where no window opens', async () => {
    await open()
    await theirButton()
    await act(async () => void theirs.button['onError']?.(new Error('Unable to open popup')))
    await act(async () => main()?.onPress())
    expect(telegram.openLink).toHaveBeenCalledWith(action.url)
  })

  it('says so when its script does not come, and still leads to its page', async () => {
    Object.assign(theirs, { status: 'rejected' })
    await open()
    await vi.waitFor(() => expect(page.box.textContent).toContain('payments.approve.formFailed'))
    await press('payments.approve.open')
    expect(main()?.text).toBe('payments.approve.open')
  })
})
