import type Stripe from 'stripe'
import { settleCharge } from './balance.ts'
import { declines, testCard, type Decline } from './cards.ts'
import { cardError, type ErrorBody } from './errors.ts'
import { attach } from './payment-methods.ts'
import { newId, type StripeWorld } from './state.ts'

/** With `automatic_async` capture the money reaches the balance a moment after the answer. */
const settleSeconds = 2
const disputeSeconds = 5

/** What a decline leaves on the payment: the part of the error that outlives the answer. */
export function failPayment(world: StripeWorld, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, error: ErrorBody): void {
  const { payment_intent: _whole, request_log_url: _log, ...rest } = error
  intent.status = 'requires_payment_method'
  intent.next_action = null
  intent.payment_method = null
  intent.last_payment_error = { ...rest, payment_method: structuredClone(method) } as Stripe.PaymentIntent.LastPaymentError
  world.emit('payment_intent.payment_failed', intent)
}

/** Asks the card's bank. @throws a card error when it says no. */
export function chargeCard(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  authenticated: boolean,
): Stripe.Charge {
  const card = testCard(world.state.cardNumbers[method.id] ?? '')
  const decline = takeDecline(world) ?? card.decline
  const charge = newCharge(world, intent, method, { authenticated, decline })
  world.state.charges[charge.id] = charge
  intent.latest_charge = charge.id
  if (decline) {
    world.emit('charge.failed', charge)
    const error = cardError({
      code: decline.code,
      message: decline.message,
      charge: charge.id,
      ...(decline.decline_code && { decline_code: decline.decline_code }),
      ...(decline.advice_code && { advice_code: decline.advice_code }),
      ...(paramOf[decline.code] && { param: paramOf[decline.code] }),
    })
    failPayment(world, intent, method, error.body)
    throw cardError({ ...error.body, payment_intent: structuredClone(intent), payment_method: structuredClone(method) })
  }

  intent.payment_method = method.id
  intent.next_action = null
  intent.last_payment_error = null
  if (intent.capture_method === 'manual') {
    intent.status = 'requires_capture'
    intent.amount_capturable = charge.amount
    world.emit('charge.succeeded', charge)
    world.emit('payment_intent.amount_capturable_updated', intent)
    return charge
  }
  intent.status = 'succeeded'
  intent.amount_received = charge.amount
  if (intent.capture_method === 'automatic') settleCharge(world, charge)
  else world.plan({ kind: 'settle_charge', id: charge.id, dueAt: world.clock.now() + settleSeconds * 1000 })
  world.emit('charge.succeeded', charge)
  world.emit('payment_intent.succeeded', intent)
  if (intent.setup_future_usage && typeof intent.customer === 'string') attach(world, method, intent.customer)
  const dueAt = world.clock.now() + disputeSeconds * 1000
  if (card.dispute) world.plan({ kind: 'open_dispute', id: charge.id, dueAt })
  if (card.inquiry) world.plan({ kind: 'open_inquiry', id: charge.id, dueAt })
  if (card.fraudWarning) world.plan({ kind: 'warn_of_fraud', id: charge.id, dueAt })
  return charge
}

const paramOf: Record<string, string> = { incorrect_cvc: 'cvc', expired_card: 'exp_month', incorrect_number: 'number' }

function takeDecline(world: StripeWorld): Decline | undefined {
  const next = world.state.surprises.decline
  if (!next) return undefined
  next.times -= 1
  if (next.times <= 0) world.state.surprises.decline = null
  return next.decline
}

/** A payment that claims another amount than was asked: the reader must notice. */
function chargedAmount(world: StripeWorld, intent: Stripe.PaymentIntent): number {
  const delta = world.state.surprises.amountDelta
  if (delta === null) return intent.amount
  world.state.surprises.amountDelta = null
  intent.amount = Math.max(1, intent.amount + delta)
  return intent.amount
}

function newCharge(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  { authenticated, decline }: { authenticated: boolean; decline: Decline | undefined },
): Stripe.Charge {
  const id = newId(world, 'ch')
  const amount = decline ? intent.amount : chargedAmount(world, intent)
  const captured = !decline && intent.capture_method !== 'manual'
  const { card } = method
  return {
    id,
    object: 'charge',
    amount,
    amount_captured: captured ? amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'DUKA',
    captured,
    created: world.clock.seconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: (decline?.advice_code as Stripe.Charge.Outcome.AdviceCode | undefined) ?? null,
      network_advice_code: null,
      network_decline_code: decline ? '05' : null,
      network_status: decline ? 'declined_by_network' : 'approved_by_network',
      reason: decline ? (decline.decline_code ?? decline.code) : null,
      risk_level: 'normal',
      risk_score: 12,
      seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
      type: decline ? 'issuer_declined' : 'authorized',
    },
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: {
        amount_authorized: decline ? null : amount,
        authorization_code: decline ? null : '123456',
        brand: card?.brand ?? null,
        ...(intent.capture_method === 'manual' && !decline && { capture_before: world.clock.seconds() + 7 * 86_400 }),
        checks: {
          address_line1_check: null,
          address_postal_code_check: null,
          cvc_check: decline === declines.incorrect_cvc ? 'fail' : 'pass',
        },
        country: card?.country ?? null,
        electronic_commerce_indicator: null,
        exp_month: card?.exp_month ?? 12,
        exp_year: card?.exp_year ?? 2030,
        fingerprint: card?.fingerprint ?? null,
        funding: card?.funding ?? null,
        installments: null,
        last4: card?.last4 ?? null,
        mandate: null,
        network: card?.brand ?? null,
        network_transaction_id: null,
        regulated_status: 'unregulated',
        three_d_secure: authenticated
          ? {
              authentication_flow: 'challenge',
              electronic_commerce_indicator: '05',
              exemption_indicator: null,
              result: 'authenticated',
              result_reason: null,
              transaction_id: null,
              version: '2.2.0',
            }
          : null,
        transaction_link_id: null,
        wallet: null,
      },
      type: 'card',
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: null,
  }
}
