import { act } from 'react'
import type { Payment } from 'shared/orders.schema'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mainButtons, secondaryButtons } from '../../lib/buttons.ts'
import { draw } from '../../ui/testing.tsx'
import PushPayment from './PushPayment.tsx'

const at = Date.parse('2026-11-22T09:41:00Z')
const action = { type: 'await_push', phone: '+254 712 ••• 678', asksUntil: new Date(at + 180_000).toISOString() } as const
const payment: Payment = {
  id: 'p1',
  attempt: 1,
  method: 'mpesa',
  state: 'requires_action',
  amount: { amount: '649900', currency: 'KES' },
  nextAction: action,
  failure: null,
  reference: null,
  createdAt: new Date(at).toISOString(),
  expiresAt: null,
}

let page: Awaited<ReturnType<typeof draw>>
beforeEach(() => vi.useFakeTimers({ now: at + 78_000, toFake: ['Date', 'setInterval', 'clearInterval'] }))
afterEach(async () => {
  await page.clear()
  vi.useRealTimers()
})
const open = async () => {
  page = await draw(<PushPayment number="DK-1" payment={payment} action={action} onConfirmed={() => undefined} />, {
    payments: { push: { left: '{{time}} left' } },
  })
}

describe('a question on the phone', () => {
  it('shows whose phone it is, what is to be done and how long is left, and that leaving is safe', async () => {
    await open()
    const { textContent } = page.box
    for (const words of ['+254 712 ••• 678', 'payments.push.hint.mpesa', '1:42 left', 'payments.push.waiting', 'payments.push.safe'])
      expect(textContent).toContain(words)
  })

  it('counts down from where it stands, however often the page is opened', async () => {
    await open()
    await act(async () => vi.advanceTimersByTime(2_000))
    expect(page.box.textContent).toContain('1:40 left')
    await page.clear()
    await open()
    expect(page.box.textContent).toContain('1:40 left')
  })

  it('says that it looks what was answered once the time is over, and never offers a second question meanwhile', async () => {
    await open()
    await act(async () => vi.advanceTimersByTime(110_000))
    expect(page.box.textContent).toContain('payments.push.checking')
    expect(page.box.querySelector('[role="timer"]')?.textContent).not.toContain('left')
    expect(mainButtons.get()).toHaveLength(0)
    expect(secondaryButtons.get()).toHaveLength(0)
    const again = [...page.box.querySelectorAll('button, .cell')].find((each) => each.textContent?.includes('payments.push.again'))
    expect(again?.tagName === 'BUTTON' ? (again as HTMLButtonElement).disabled : true).toBe(true)
  })
})
