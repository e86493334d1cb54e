import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mainButtons } from '../../lib/buttons.ts'
import { draw } from '../../ui/testing.tsx'
import CardPayment from './CardPayment.tsx'

const confirmPayment = vi.hoisted(() => vi.fn<() => Promise<{ error?: { type: string } }>>())
vi.mock('./stripe.ts', () => ({ stripeFor: async () => ({}), appearanceNow: () => ({}) }))
vi.mock('@stripe/react-stripe-js', () => ({
  Elements: ({ children }: { children: React.ReactNode }) => children,
  PaymentElement: () => null,
  useStripe: () => ({ confirmPayment }),
  useElements: () => ({}),
}))

let page: Awaited<ReturnType<typeof draw>>
afterEach(() => page.clear())

const open = async (failure: 'insufficient_funds' | null) => {
  page = await draw(
    <CardPayment
      number="DK-1"
      amount={{ amount: '5030', currency: 'USD' }}
      clientSecret="secret"
      publishableKey="pk"
      failure={failure}
      onConfirmed={() => undefined}
    />,
  )
  await vi.waitFor(() => expect(mainButtons.get()).toHaveLength(1))
}

describe('a card form opened again after a refusal', () => {
  it('still says that nothing was charged, and why', async () => {
    await open('insufficient_funds')
    expect(page.box.textContent).toContain('payments.notCharged')
    expect(page.box.textContent).toContain('payments.failure.insufficient_funds')
  })

  it('says so no more once another card is tried', async () => {
    confirmPayment.mockResolvedValue({ error: { type: 'validation_error' } })
    await open('insufficient_funds')
    await act(async () => mainButtons.get()[0]?.button.onPress())
    expect(page.box.textContent).not.toContain('payments.notCharged')
  })

  it('says nothing where nothing was tried', async () => {
    await open(null)
    expect(page.box.textContent).not.toContain('payments.notCharged')
  })
})
