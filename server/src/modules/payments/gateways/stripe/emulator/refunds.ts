import type Stripe from 'stripe'
import { addBalanceTransaction, settleCharge, zeroDecimal } from './balance.ts'
import { testCard } from './cards.ts'
import { noLongerActionable } from './disputes.ts'
import { invalidRequest, missing, stateConflict } from './errors.ts'
import { anything, clearable, filled, integer, list, mergeMetadata, metadata, oneOf, type Read } from './form.ts'
import { newId, type StripeWorld } from './state.ts'

export const refundFields = {
  amount: integer,
  charge: filled,
  payment_intent: filled,
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  metadata,
  expand: list,
  instructions_email: clearable,
  refund_application_fee: anything,
  reverse_transfer: anything,
}

export const refundUpdateFields = { metadata, expand: list }

/** How long the bank takes over a refund that does not end at once. */
const slowRefundSeconds = 10

export function createRefund(world: StripeWorld, input: Read<typeof refundFields>): Stripe.Refund {
  const charge = refundedCharge(world, input)
  const left = charge.amount_captured - charge.amount_refunded
  const shown = (minor: number) =>
    zeroDecimal.has(charge.currency) ? `${minor} ${charge.currency.toUpperCase()}` : `$${(minor / 100).toFixed(2)}`
  if (charge.disputed && !mayStillRefund(world, charge)) {
    throw stateConflict({ code: 'charge_disputed', message: `Charge ${charge.id} has been charged back; cannot issue a refund.` })
  }
  if (left === 0) {
    throw stateConflict({ code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` })
  }
  const amount = input.amount ?? left
  if (amount < 1) throw invalidRequest({ code: 'parameter_invalid_integer', message: 'Invalid positive integer', param: 'amount' })
  if (amount > left) {
    const whole = charge.amount_refunded === 0
    throw stateConflict({
      message: `Refund amount (${shown(amount)}) is greater than ${whole ? 'charge amount' : 'unrefunded amount on charge'} (${shown(left)})`,
      param: 'amount',
    })
  }

  const fate = takeFate(world) ?? testCard(world.state.cardNumbers[charge.payment_method ?? ''] ?? '').refund
  const refund: Stripe.Refund = {
    id: newId(world, 're'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: world.clock.seconds(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: mergeMetadata({}, input.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: fate === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(fate === 'pending' && { pending_reason: 'processing' as const }),
  }
  world.state.refunds[refund.id] = refund
  settleCharge(world, charge)
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount_captured
  takeFromBalance(world, refund)
  world.emit('refund.created', refund)
  world.emit('charge.refunded', charge)
  if (charge.refunded) noLongerActionable(world, charge.id)
  const dueAt = world.clock.now() + slowRefundSeconds * 1000
  if (fate === 'pending') world.plan({ kind: 'finish_refund', id: refund.id, dueAt })
  if (fate === 'fails_later') world.plan({ kind: 'fail_refund', id: refund.id, dueAt })
  return refund
}

function refundedCharge(world: StripeWorld, input: Read<typeof refundFields>): Stripe.Charge {
  if (input.charge !== undefined) {
    const charge = world.state.charges[input.charge]
    if (!charge) throw missing('charge', input.charge, 'charge')
    return charge
  }
  if (input.payment_intent === undefined) {
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'One of the following params should be provided for this request: payment_intent or charge.',
    })
  }
  const intent = world.state.paymentIntents[input.payment_intent]
  if (!intent) throw missing('payment_intent', input.payment_intent, 'payment_intent')
  const charge = typeof intent.latest_charge === 'string' ? world.state.charges[intent.latest_charge] : undefined
  if (intent.status !== 'succeeded' || !charge?.paid) {
    throw stateConflict({
      code: 'payment_intent_unexpected_state',
      message: 'This PaymentIntent does not have a successful charge to refund.',
    })
  }
  return charge
}

/** An inquiry takes no money, so it may be given back. */
function mayStillRefund(world: StripeWorld, charge: Stripe.Charge): boolean {
  return Object.values(world.state.disputes).every((dispute) => dispute.charge !== charge.id || dispute.is_charge_refundable)
}

function takeFate(world: StripeWorld) {
  const fate = world.state.surprises.refund
  world.state.surprises.refund = null
  return fate
}

function takeFromBalance(world: StripeWorld, refund: Stripe.Refund): void {
  refund.balance_transaction = addBalanceTransaction(world, {
    amount: -refund.amount,
    fee: 0,
    currency: refund.currency,
    type: 'refund',
    reporting_category: 'refund',
    source: refund.id,
    description: 'REFUND FOR CHARGE',
  }).id
}

export function finishRefund(world: StripeWorld, refund: Stripe.Refund): void {
  if (refund.status !== 'pending') return
  refund.status = 'succeeded'
  delete refund.pending_reason
  world.emit('refund.updated', refund, { status: 'pending' })
  world.emit('charge.refund.updated', refund, { status: 'pending' })
}

/** The bank sends the money back: `succeeded` was not the last word. */
export function failRefund(world: StripeWorld, refund: Stripe.Refund, reason = 'lost_or_stolen_card'): void {
  if (refund.status === 'failed' || refund.status === 'canceled') return
  const before = { status: refund.status }
  const charge = typeof refund.charge === 'string' ? world.state.charges[refund.charge] : undefined
  refund.status = 'failed'
  refund.failure_reason = reason
  delete refund.pending_reason
  refund.failure_balance_transaction = addBalanceTransaction(world, {
    amount: refund.amount,
    fee: 0,
    currency: refund.currency,
    type: 'refund_failure',
    reporting_category: 'refund_failure',
    source: refund.id,
    description: 'REFUND FAILURE',
  }).id
  if (charge) {
    charge.amount_refunded -= refund.amount
    charge.refunded = false
  }
  world.emit('refund.failed', refund, before)
  world.emit('refund.updated', refund, before)
  world.emit('charge.refund.updated', refund, before)
}
