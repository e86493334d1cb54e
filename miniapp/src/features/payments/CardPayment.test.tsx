import { act } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mainButtons } from '../../lib/buttons.ts'
import { draw } from '../../ui/testing.tsx'
import CardPayment from './CardPayment.tsx'

type Answer = { paymentIntent?: { status: string }; error?: { type: string; code?: string } }
const stripe = vi.hoisted(() => ({
  confirmPayment: vi.fn<() => Promise<Answer>>(),
  retrievePaymentIntent: vi.fn<() => Promise<Answer>>(),
  handleNextAction: vi.fn<() => Promise<Answer>>(),
}))
vi.mock('./stripe.ts', () => ({ stripeFor: async () => ({}), appearanceNow: () => ({}) }))
type Drawn = { options: { customerSessionClientSecret?: string; wallets?: { applePay: string } }; onLoadError?: () => void }
const drawn = vi.hoisted(() => ({ elements: [] as Drawn['options'][], fields: [] as Drawn[] }))
vi.mock('@stripe/react-stripe-js', () => ({
  Elements: ({ children, options }: { children: React.ReactNode; options: Drawn['options'] }) => {
    drawn.elements.push(options)
    return children
  },
  PaymentElement: (props: Drawn) => {
    drawn.fields.push(props)
    return null
  },
  useStripe: () => stripe,
  useElements: () => ({}),
}))

let page: Awaited<ReturnType<typeof draw>>
const onConfirmed = vi.fn<() => void>()
beforeEach(() => {
  vi.resetAllMocks()
  stripe.retrievePaymentIntent.mockResolvedValue({ paymentIntent: { status: 'requires_payment_method' } })
})
afterEach(() => page.clear())

const draws = async (failure: 'insufficient_funds' | null, customerSecret?: string) => {
  page = await draw(
    <CardPayment
      number="DK-1"
      amount={{ amount: '5030', currency: 'USD' }}
      clientSecret="secret"
      publishableKey="pk"
      customerSecret={customerSecret}
      failure={failure}
      onConfirmed={onConfirmed}
    />,
  )
}
const open = async (failure: 'insufficient_funds' | null) => {
  await draws(failure)
  await vi.waitFor(() => expect(mainButtons.get()).toHaveLength(1))
}

describe('a card form opened again after a refusal', () => {
  it('still says that nothing was charged, and why', async () => {
    await open('insufficient_funds')
    expect(page.box.textContent).toContain('payments.notCharged')
    expect(page.box.textContent).toContain('payments.failure.insufficient_funds')
  })

  it('says so no more once another card is tried', async () => {
    stripe.confirmPayment.mockResolvedValue({ error: { type: 'validation_error' } })
    await open('insufficient_funds')
    await act(async () => mainButtons.get()[0]?.button.onPress())
    expect(page.box.textContent).not.toContain('payments.notCharged')
  })

  it('says nothing where nothing was tried', async () => {
    await open(null)
    expect(page.box.textContent).not.toContain('payments.notCharged')
  })
})

describe('a card form with kept cards', () => {
  it('shows them by their secret, and takes any card once that has run out', async () => {
    drawn.elements.length = 0
    await draws(null, 'cuss_1')
    await vi.waitFor(() => expect(drawn.elements.at(-1)?.customerSessionClientSecret).toBe('cuss_1'))
    await act(async () => drawn.fields.at(-1)?.onLoadError?.())
    expect(drawn.elements.at(-1)).not.toHaveProperty('customerSessionClientSecret')
    expect(page.box.textContent).not.toContain('payments.formFailed')
    await act(async () => drawn.fields.at(-1)?.onLoadError?.())
    expect(page.box.textContent).toContain('payments.formFailed')
  })

  it('offers wallets outside Telegram', async () => {
    await draws(null)
    await vi.waitFor(() => expect(drawn.fields.at(-1)?.options.wallets).toEqual({ applePay: 'auto', googlePay: 'auto' }))
  })
})

describe('a card form opened again while the bank asks', () => {
  beforeEach(() => stripe.retrievePaymentIntent.mockResolvedValue({ paymentIntent: { status: 'requires_action' } }))

  it('goes on with the question, and shows no card form meanwhile', async () => {
    let answered: (answer: Answer) => void = () => undefined
    stripe.handleNextAction.mockReturnValue(new Promise((resolve) => (answered = resolve)))
    await draws(null)
    await vi.waitFor(() => expect(page.box.textContent).toContain('payments.bank'))
    expect(stripe.handleNextAction).toHaveBeenCalledExactlyOnceWith({ clientSecret: 'secret' })
    expect(mainButtons.get()).toHaveLength(0)
    expect(onConfirmed).not.toHaveBeenCalled()
    await act(async () => answered({ paymentIntent: { status: 'succeeded' } }))
    expect(onConfirmed).toHaveBeenCalledOnce()
  })

  it('asks for a card again once the bank has said no', async () => {
    stripe.handleNextAction.mockResolvedValue({ error: { type: 'card_error', code: 'payment_intent_authentication_failure' } })
    await open(null)
    await vi.waitFor(() => expect(page.box.textContent).toContain('payments.failure.authentication_failed'))
    expect(onConfirmed).not.toHaveBeenCalled()
  })

  it('leaves it to the server when nobody knows what the bank said', async () => {
    stripe.handleNextAction.mockResolvedValue({ error: { type: 'api_connection_error' } })
    await draws(null)
    await vi.waitFor(() => expect(onConfirmed).toHaveBeenCalledOnce())
  })
})

it('shows no form for a payment that was made meanwhile', async () => {
  stripe.retrievePaymentIntent.mockResolvedValue({ paymentIntent: { status: 'succeeded' } })
  await draws(null)
  await vi.waitFor(() => expect(onConfirmed).toHaveBeenCalledOnce())
  expect(stripe.handleNextAction).not.toHaveBeenCalled()
})
