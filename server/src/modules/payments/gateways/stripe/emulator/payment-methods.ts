import type Stripe from 'stripe'
import { cardOfToken, passesLuhn, testCard } from './cards.ts'
import { cardError, invalidRequest, missing } from './errors.ts'
import { anything, clearable, filled, group, integer, metadata, oneOf, required, type Read } from './form.ts'
import { newId, type StripeWorld } from './state.ts'

export const billingFields = { address: anything, email: clearable, name: clearable, phone: clearable, tax_id: clearable }

const cardFields = { number: filled, exp_month: integer, exp_year: integer, cvc: filled, token: filled }

export const paymentMethodFields = {
  type: oneOf('card'),
  card: group(cardFields),
  billing_details: group(billingFields),
  metadata,
  allow_redisplay: oneOf('always', 'limited', 'unspecified'),
}

type PaymentMethodInput = Read<typeof paymentMethodFields>

/**
 * Makes a payment method of a card. Numbers may only come with a publishable key, from Stripe's own frame: with a
 * secret key Stripe refuses them, and so do we (docs.stripe.com/security/guide).
 */
export function createPaymentMethod(
  world: StripeWorld,
  input: PaymentMethodInput,
  from: 'secret' | 'publishable',
  parent = '',
): Stripe.PaymentMethod {
  required(input.type, parent ? `${parent}[type]` : 'type')
  const card = required(input.card, parent ? `${parent}[card]` : 'card')
  const at = (name: string) => (parent ? `${parent}[card][${name}]` : `card[${name}]`)
  if (card.token) return fromToken(world, card.token, at('token'))
  if (from === 'secret') {
    throw invalidRequest(
      {
        message:
          'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing.',
      },
      402,
    )
  }
  const number = required(card.number, at('number')).replaceAll(/[\s-]/g, '')
  const month = required(card.exp_month, at('exp_month'))
  const year = required(card.exp_year, at('exp_year'))
  const fullYear = year < 100 ? 2000 + year : year
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) {
    throw cardError({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' })
  }
  if (month < 1 || month > 12)
    throw cardError({ code: 'invalid_expiry_month', message: "Your card's expiration month is invalid.", param: 'exp_month' })
  const today = new Date(world.clock.now())
  if (
    fullYear < today.getUTCFullYear() ||
    fullYear > today.getUTCFullYear() + 50 ||
    (fullYear === today.getUTCFullYear() && month < today.getUTCMonth() + 1)
  ) {
    throw cardError({ code: 'invalid_expiry_year', message: "Your card's expiration year is invalid.", param: 'exp_year' })
  }
  if (card.cvc !== undefined && !/^\d{3,4}$/.test(card.cvc)) {
    throw cardError({ code: 'invalid_cvc', message: "Your card's security code is invalid.", param: 'cvc' })
  }
  return keep(world, {
    number,
    month,
    year: fullYear,
    billing: input.billing_details ?? {},
    metadata: input.metadata ?? {},
    allowRedisplay: input.allow_redisplay,
  })
}

/** A payment method by its id, or one of Stripe's ready-made ones (`pm_card_visa`), which is copied. */
export function usePaymentMethod(world: StripeWorld, id: string): Stripe.PaymentMethod {
  const kept = world.state.paymentMethods[id]
  if (kept) return kept
  if (cardOfToken(id)) return fromToken(world, id, 'payment_method')
  throw missing('PaymentMethod', id, 'payment_method')
}

/** Keeps a card for a customer, as a payment with `setup_future_usage` does once it went through. */
export function attach(world: StripeWorld, method: Stripe.PaymentMethod, customer: string): void {
  if (method.customer === customer) return
  method.customer = customer
  world.emit('payment_method.attached', method)
}

export function detach(world: StripeWorld, id: string): Stripe.PaymentMethod {
  const method = world.state.paymentMethods[id]
  if (!method) throw missing('PaymentMethod', id)
  if (method.customer === null) {
    throw invalidRequest({
      message: `The payment method you provided is not attached to a customer so detachment is impossible.`,
    })
  }
  const before = { customer: method.customer }
  method.customer = null
  world.emit('payment_method.detached', method, before)
  return method
}

/** The cards kept for a customer, newest first. */
export const keptFor = (world: Pick<StripeWorld, 'state'>, customer: string): Stripe.PaymentMethod[] =>
  Object.values(world.state.paymentMethods)
    .filter((method) => method.customer === customer)
    .toReversed()

function fromToken(world: StripeWorld, token: string, param: string): Stripe.PaymentMethod {
  const number = cardOfToken(token) ?? cardOfToken(token.replace(/^tok_/, 'pm_card_'))
  if (!number) throw missing('token', token, param)
  return keep(world, { number, month: 12, year: new Date(world.clock.now()).getUTCFullYear() + 3, billing: {}, metadata: {} })
}

type NewCard = {
  number: string
  month: number
  year: number
  billing: Read<typeof billingFields>
  metadata: Record<string, string>
  allowRedisplay?: 'always' | 'limited' | 'unspecified' | undefined
}

function keep(
  world: StripeWorld,
  { number, month, year, billing, metadata, allowRedisplay = 'unspecified' }: NewCard,
): Stripe.PaymentMethod {
  const { brand } = testCard(number)
  const address = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
  const method: Stripe.PaymentMethod = {
    id: newId(world, 'pm'),
    object: 'payment_method',
    allow_redisplay: allowRedisplay,
    billing_details: {
      address: typeof billing.address === 'object' && !Array.isArray(billing.address) ? { ...address, ...billing.address } : address,
      email: billing.email ?? null,
      name: billing.name ?? null,
      phone: billing.phone ?? null,
      tax_id: billing.tax_id ?? null,
    },
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
      country: 'US',
      display_brand: brand,
      exp_month: month,
      exp_year: year,
      fingerprint: `fp${number.slice(-8)}${number.length}`,
      funding: 'credit',
      generated_from: null,
      last4: number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.clock.seconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata,
    type: 'card',
  }
  world.state.paymentMethods[method.id] = method
  world.state.cardNumbers[method.id] = number
  return method
}
