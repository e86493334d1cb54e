import type Stripe from 'stripe'
import { testCard } from './cards.ts'
import { chargeCard, failPayment } from './charges.ts'
import { cardError, invalidRequest, missing, stateConflict, StripeFault } from './errors.ts'
import type { Read } from './form.ts'
import type { confirmFields } from './payment-intent-fields.ts'
import { createPaymentMethod, usePaymentMethod } from './payment-methods.ts'
import type { StripeWorld } from './state.ts'

export function getPaymentIntent(world: StripeWorld, id: string): Stripe.PaymentIntent {
  const found = world.state.paymentIntents[id]
  if (!found) throw missing('payment_intent', id, 'intent')
  return found
}

export function confirmPaymentIntent(
  world: StripeWorld,
  id: string,
  input: Read<typeof confirmFields>,
  from: 'secret' | 'publishable',
): Stripe.PaymentIntent {
  const intent = getPaymentIntent(world, id)
  if (input.receipt_email !== undefined) intent.receipt_email = input.receipt_email
  if (input.setup_future_usage !== undefined) intent.setup_future_usage = input.setup_future_usage
  confirm(world, intent, input, from)
  return intent
}

export function confirm(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  input: Read<typeof confirmFields>,
  from: 'secret' | 'publishable',
): void {
  const open: Stripe.PaymentIntent.Status[] = ['requires_payment_method', 'requires_confirmation', 'requires_action']
  if (!open.includes(intent.status)) throw unexpectedState(intent, 'confirm', open)
  const method = input.payment_method_data
    ? createPaymentMethod(world, input.payment_method_data, from, 'payment_method_data')
    : input.payment_method
      ? usePaymentMethod(world, input.payment_method)
      : typeof intent.payment_method === 'string'
        ? usePaymentMethod(world, intent.payment_method)
        : undefined
  if (!method) {
    throw stateConflict({
      code: 'payment_intent_unexpected_state',
      message: `You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.`,
      payment_intent: structuredClone(intent),
    })
  }
  checkKept(intent, method, input)
  if (
    from === 'secret' &&
    intent.automatic_payment_methods?.enabled &&
    intent.automatic_payment_methods.allow_redirects !== 'never' &&
    !input.return_url &&
    !input.use_stripe_sdk
  ) {
    throw invalidRequest({
      message: `This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a \`return_url\`. If you don't want to accept redirect-based payment methods, set \`automatic_payment_methods[enabled]\` to \`true\` and \`automatic_payment_methods[allow_redirects]\` to \`never\` when creating Setup Intents and Payment Intents.`,
    })
  }
  if (testCard(world.state.cardNumbers[method.id] ?? '').challenge) return askForAuthentication(world, intent, method, input)
  chargeCard(world, intent, method, false)
}

/** A kept card is its customer's alone, and is used again only with its security code where the payment asks for that. */
function checkKept(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, input: Read<typeof confirmFields>): void {
  if (method.customer === null) return
  if (method.customer !== intent.customer) {
    throw invalidRequest({
      message: `The provided PaymentMethod cannot be used with this PaymentIntent: it belongs to another Customer. Please check the payment method ID provided and try again.`,
      param: 'payment_method',
    })
  }
  const asksForCode = intent.payment_method_options?.card?.require_cvc_recollection === true
  if (asksForCode && !input.payment_method_options?.card?.cvc_token) {
    throw cardError({ code: 'incorrect_cvc', message: "Your card's security code is required.", param: 'cvc' })
  }
}

function askForAuthentication(
  world: StripeWorld,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  input: Read<typeof confirmFields>,
): void {
  const error = {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  }
  if (input.off_session || input.error_on_requires_action) {
    failPayment(world, intent, method, { type: 'card_error', ...error })
    throw new StripeFault(
      402,
      { type: 'card_error', ...error, payment_intent: structuredClone(intent), payment_method: structuredClone(method) },
      true,
    )
  }
  const challenge = `${world.origin()}/js/challenge?payment_intent=${intent.id}&payment_intent_client_secret=${intent.client_secret}`
  intent.payment_method = method.id
  intent.status = 'requires_action'
  intent.last_payment_error = null
  intent.next_action =
    input.return_url && !input.use_stripe_sdk
      ? {
          type: 'redirect_to_url',
          redirect_to_url: { return_url: input.return_url, url: `${challenge}&return_url=${encodeURIComponent(input.return_url)}` },
        }
      : {
          type: 'use_stripe_sdk',
          use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: challenge, source: `payatt_${world.random.id(24)}` },
        }
  world.emit('payment_intent.requires_action', intent)
}

/** The customer's bank has asked them, and they said yes or no. A declined charge afterwards is no error here: the browser reads the payment. */
export function answerChallenge(world: StripeWorld, intent: Stripe.PaymentIntent, passed: boolean): Stripe.PaymentIntent {
  if (intent.status !== 'requires_action' || typeof intent.payment_method !== 'string') {
    throw unexpectedState(intent, 'authenticate', ['requires_action'])
  }
  const method = usePaymentMethod(world, intent.payment_method)
  if (!passed) {
    failPayment(world, intent, method, {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    })
    return intent
  }
  try {
    chargeCard(world, intent, method, true)
  } catch (error) {
    if (!(error instanceof StripeFault) || error.body.type !== 'card_error') throw error
  }
  return intent
}

/** Refused because of what the payment has become. */
export function unexpectedState(intent: Stripe.PaymentIntent, verb: string, allowed: string[]): StripeFault {
  const states = allowed.length > 1 ? `one of the following statuses: ${allowed.join(', ')}` : `a status of ${allowed[0]}`
  return stateConflict({
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with ${states} may be ${verb === 'cancel' ? 'canceled' : `${verb}${verb.endsWith('e') ? 'd' : 'ed'}`}.`,
    payment_intent: structuredClone(intent),
  })
}
