import { Stripe } from 'stripe'
import { emulatorClock } from '../../../../../platform/emulation/clock.ts'
import { seededRandom } from '../../../../../platform/emulation/random.ts'
import { stripeEmulator } from './index.ts'

export const webhookSecret = 'whsec_emulatortestemulatortestemulator'

export type Heard = { type: string; id: string; body: string; signature: string }

/** An emulator of a test's own, the real SDK talking to it, and an endpoint that hears its webhooks. */
export function stripeBench({ answer = () => 200, retries = 0 }: { answer?: (attempt: number) => number; retries?: number } = {}) {
  const heard: Heard[] = []
  const clock = emulatorClock()
  const emulator = stripeEmulator({
    emulation: {
      clock,
      random: seededRandom(7),
      changed: () => {},
      async outgoing(request) {
        const body = await request.text()
        const event = JSON.parse(body) as { type: string; id: string }
        heard.push({ type: event.type, id: event.id, body, signature: request.headers.get('stripe-signature') ?? '' })
        return new Response(null, { status: answer(heard.length) })
      },
    },
    origin: 'https://sandbox.example',
    webhook: { url: 'https://shop.example/webhooks/stripe', secret: webhookSecret },
  })
  const stripe = new Stripe('sk_test_bench1234', {
    maxNetworkRetries: retries,
    httpClient: Stripe.createFetchHttpClient((url: string | URL | Request, init?: RequestInit) => emulator.fetch(new Request(url, init))),
  })
  /** Speaks as Stripe.js does: publishable key, form body. */
  async function browser(path: string, values: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await emulator.fetch(
      new Request(`https://api.stripe.com/v1${path}`, {
        method: 'POST',
        body: new URLSearchParams({ ...values, key: 'pk_test_bench1234' }),
      }),
    )
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  async function pay(intent: Stripe.PaymentIntent, number = '4242424242424242') {
    return browser(`/payment_intents/${intent.id}/confirm`, {
      client_secret: intent.client_secret ?? '',
      use_stripe_sdk: 'true',
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': number,
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': String(new Date().getFullYear() + 3),
      'payment_method_data[card][cvc]': '123',
    })
  }
  async function answerBank(intent: Stripe.PaymentIntent, outcome: 'complete' | 'fail') {
    const response = await emulator.fetch(
      new Request('https://sandbox.example/js/challenge', {
        method: 'POST',
        body: JSON.stringify({ id: intent.id, clientSecret: intent.client_secret, outcome }),
      }),
    )
    return (await response.json()) as Record<string, unknown>
  }
  const types = () => heard.map((one) => one.type)
  return { emulator, stripe, clock, heard, types, browser, pay, answerBank, settle: emulator.settle }
}

export const anIntent: Stripe.PaymentIntentCreateParams = {
  amount: 1099,
  currency: 'usd',
  automatic_payment_methods: { enabled: true },
  metadata: { payment_id: 'pay_1' },
}

/** The error an attempt ends with. */
export async function problemOf(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const problem = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (problem instanceof Stripe.errors.StripeError) return problem
  throw new Error(`expected a Stripe error, got ${String(problem)}`)
}
