import type Stripe from 'stripe'
import { settleCharge, zeroDecimal } from './balance.ts'
import { confirm, getPaymentIntent, unexpectedState } from './confirm-payment-intent.ts'
import { invalidRequest, missing, stateConflict } from './errors.ts'
import { mergeMetadata, required, type Read } from './form.ts'
import type { cancelFields, captureFields, createFields, updateFields } from './payment-intent-fields.ts'
import { usePaymentMethod } from './payment-methods.ts'
import { newId, type StripeWorld } from './state.ts'

/** Least charge per currency in minor units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts); others 50. */
const leastAmounts: Record<string, number> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
}

export function asCurrency(value: string): string {
  const currency = value.toLowerCase()
  const known = zeroDecimal.has(currency) || Intl.supportedValuesOf('currency').includes(currency.toUpperCase())
  if (known) return currency
  throw invalidRequest({
    message: `Invalid currency: ${value}. Stripe currently supports these currencies: usd, aed, afn, all, …`,
    param: 'currency',
  })
}

export function checkAmount(amount: number, currency: string): number {
  const shown = (minor: number) => (zeroDecimal.has(currency) ? `${minor}` : (minor / 100).toFixed(2))
  if (amount < 1)
    throw invalidRequest({ code: 'parameter_invalid_integer', message: 'This value must be greater than or equal to 1.', param: 'amount' })
  const least = leastAmounts[currency] ?? 50
  if (amount < least) {
    throw invalidRequest({ code: 'amount_too_small', message: `Amount must be at least ${shown(least)} ${currency}`, param: 'amount' })
  }
  if (amount > 99_999_999) {
    throw invalidRequest({
      code: 'amount_too_large',
      message: `Amount must be no more than ${shown(99_999_999)} ${currency}`,
      param: 'amount',
    })
  }
  return amount
}

function checkCustomer(world: StripeWorld, customer: string | null | undefined): string | null {
  if (customer && !world.state.customers[customer]) throw missing('customer', customer, 'customer')
  return customer ?? null
}

function asShipping(input: Read<typeof createFields>['shipping']): Stripe.PaymentIntent.Shipping | null {
  if (!input) return null
  return {
    name: input.name,
    phone: input.phone ?? null,
    address: input.address,
    carrier: input.carrier ?? null,
    tracking_number: input.tracking_number ?? null,
  } as Stripe.PaymentIntent.Shipping
}

export function createPaymentIntent(world: StripeWorld, input: Read<typeof createFields>): Stripe.PaymentIntent {
  const amount = required(input.amount, 'amount')
  const currency = asCurrency(required(input.currency, 'currency'))
  checkAmount(amount, currency)
  if (!input.confirm && input.return_url) {
    throw invalidRequest({
      message: 'The parameter `return_url` cannot be passed when creating a PaymentIntent unless `confirm` is set to true.',
      param: 'return_url',
    })
  }
  const customer = checkCustomer(world, input.customer)
  const method = input.payment_method ? usePaymentMethod(world, input.payment_method) : undefined
  const recollects = input.payment_method_options?.card?.require_cvc_recollection
  const asked = recollects === undefined ? {} : { require_cvc_recollection: recollects }
  const id = newId(world, 'pi')
  const intent: Stripe.PaymentIntent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: input.automatic_payment_methods
      ? {
          enabled: input.automatic_payment_methods.enabled ?? false,
          allow_redirects: input.automatic_payment_methods.allow_redirects ?? 'always',
        }
      : { enabled: true, allow_redirects: 'always' },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: input.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${world.random.id(25)}`,
    confirmation_method: input.confirmation_method ?? 'automatic',
    created: world.clock.seconds(),
    currency,
    customer,
    customer_account: null,
    description: input.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, input.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic', ...asked },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: input.receipt_email ?? null,
    review: null,
    setup_future_usage: input.setup_future_usage ?? null,
    shipping: asShipping(input.shipping),
    source: null,
    statement_descriptor: input.statement_descriptor ?? null,
    statement_descriptor_suffix: input.statement_descriptor_suffix ?? null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    transfer_data: null,
    transfer_group: input.transfer_group ?? null,
  }
  world.state.paymentIntents[id] = intent
  world.emit('payment_intent.created', intent)
  if (input.confirm) confirm(world, intent, input, 'secret')
  return intent
}

export function updatePaymentIntent(world: StripeWorld, id: string, input: Read<typeof updateFields>): Stripe.PaymentIntent {
  const intent = getPaymentIntent(world, id)
  const editable: Stripe.PaymentIntent.Status[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']
  const money =
    input.amount !== undefined || input.currency !== undefined || input.payment_method !== undefined || input.capture_method !== undefined
  if (money && !editable.includes(intent.status)) throw unexpectedState(intent, 'update', editable)
  const currency = input.currency === undefined ? intent.currency : asCurrency(input.currency)
  if (input.amount !== undefined || input.currency !== undefined) checkAmount(input.amount ?? intent.amount, currency)
  const customer = input.customer === undefined ? intent.customer : checkCustomer(world, input.customer)
  const method = input.payment_method ? usePaymentMethod(world, input.payment_method) : undefined

  Object.assign(intent, {
    amount: input.amount ?? intent.amount,
    currency,
    customer,
    metadata: mergeMetadata(intent.metadata, input.metadata),
    description: input.description === undefined ? intent.description : input.description,
    receipt_email: input.receipt_email === undefined ? intent.receipt_email : input.receipt_email,
    capture_method: input.capture_method ?? intent.capture_method,
    shipping: input.shipping ? asShipping(input.shipping) : intent.shipping,
    setup_future_usage: input.setup_future_usage ?? intent.setup_future_usage,
  })
  if (method) {
    intent.payment_method = method.id
    intent.status = 'requires_confirmation'
  }
  return intent
}

export function capturePaymentIntent(world: StripeWorld, id: string, input: Read<typeof captureFields>): Stripe.PaymentIntent {
  const intent = getPaymentIntent(world, id)
  const charge = typeof intent.latest_charge === 'string' ? world.state.charges[intent.latest_charge] : undefined
  if (intent.status !== 'requires_capture' || !charge) throw unexpectedState(intent, 'capture', ['requires_capture'])
  const amount = input.amount_to_capture ?? intent.amount_capturable
  if (amount > intent.amount_capturable) {
    throw stateConflict({
      code: 'amount_too_large',
      message: `The amount provided for capture (${amount}) is greater than the amount that can be captured (${intent.amount_capturable}).`,
      param: 'amount_to_capture',
    })
  }
  charge.captured = true
  charge.amount_captured = amount
  charge.amount_refunded = charge.amount - amount
  settleCharge(world, charge)
  intent.metadata = mergeMetadata(intent.metadata, input.metadata)
  intent.status = 'succeeded'
  intent.amount_capturable = 0
  intent.amount_received = amount
  world.emit('charge.captured', charge)
  world.emit('payment_intent.succeeded', intent)
  return intent
}

export function cancelPaymentIntent(world: StripeWorld, id: string, input: Read<typeof cancelFields>): Stripe.PaymentIntent {
  const intent = getPaymentIntent(world, id)
  const open: Stripe.PaymentIntent.Status[] = [
    'requires_payment_method',
    'requires_capture',
    'requires_confirmation',
    'requires_action',
    'processing',
  ]
  if (!open.includes(intent.status) || intent.status === 'processing') throw unexpectedState(intent, 'cancel', open)
  const charge =
    intent.status === 'requires_capture' && typeof intent.latest_charge === 'string' ? world.state.charges[intent.latest_charge] : undefined
  intent.status = 'canceled'
  intent.canceled_at = world.clock.seconds()
  intent.cancellation_reason = input.cancellation_reason ?? null
  intent.amount_capturable = 0
  intent.next_action = null
  if (charge) {
    charge.refunded = true
    charge.amount_refunded = charge.amount
    world.emit('charge.refunded', charge)
  }
  world.emit('payment_intent.canceled', intent)
  return intent
}

const publicFields = new Set([
  'id', 'object', 'amount', 'amount_details', 'automatic_payment_methods', 'canceled_at', 'cancellation_reason', 'capture_method', 'client_secret',
  'confirmation_method', 'created', 'currency', 'description', 'last_payment_error', 'livemode', 'next_action', 'payment_method',
  'payment_method_types', 'processing', 'receipt_email', 'setup_future_usage', 'shipping', 'source', 'status',
]) // prettier-ignore

/** What a browser with the client secret may see. */
export function asPublicIntent(intent: Stripe.PaymentIntent): object {
  return Object.fromEntries(Object.entries(intent).filter(([name]) => publicFields.has(name)))
}
