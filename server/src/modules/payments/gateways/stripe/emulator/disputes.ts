import type Stripe from 'stripe'
import { addBalanceTransaction } from './balance.ts'
import { missing } from './errors.ts'
import { newId, type StripeWorld } from './state.ts'

const disputeFee = 1500
const answerDays = 9

export function getDispute(world: StripeWorld, id: string): Stripe.Dispute {
  const found = world.state.disputes[id]
  if (!found) throw missing('dispute', id)
  return found
}

/** The cardholder tells their bank they did not buy this: the money leaves at once, with a fee. An inquiry only asks. */
export function openDispute(
  world: StripeWorld,
  charge: Stripe.Charge,
  reason = 'fraudulent',
  stage: 'chargeback' | 'inquiry' = 'chargeback',
): Stripe.Dispute | undefined {
  if (charge.disputed || !charge.paid) return undefined
  const dispute: Stripe.Dispute = {
    id: newId(world, 'dp'),
    object: 'dispute',
    amount: charge.amount_captured - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: world.clock.seconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: world.clock.seconds() + answerDays * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: stage === 'inquiry',
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: 'visa', case_type: stage, network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: stage === 'inquiry' ? 'warning_needs_response' : 'needs_response',
  }
  charge.disputed = true
  world.state.disputes[dispute.id] = dispute
  if (stage === 'chargeback') withdraw(world, dispute)
  world.emit('charge.dispute.created', dispute)
  if (stage === 'chargeback') world.emit('charge.dispute.funds_withdrawn', dispute)
  noLongerActionable(world, charge.id)
  return dispute
}

/** What may follow what (docs.stripe.com/disputes/how-disputes-work#dispute-statuses). */
const nextStatuses: Record<string, Stripe.Dispute.Status[]> = {
  warning_needs_response: ['warning_under_review', 'warning_closed', 'needs_response', 'prevented'],
  warning_under_review: ['warning_closed', 'needs_response'],
  needs_response: ['under_review', 'won', 'lost'],
  under_review: ['won', 'lost'],
  lost: ['appeal_needs_response'],
  appeal_needs_response: ['appeal_under_review', 'lost'],
  appeal_under_review: ['won', 'lost'],
}
export const disputeStatuses = [
  'warning_under_review',
  'warning_closed',
  'prevented',
  'needs_response',
  'under_review',
  'won',
  'lost',
  'appeal_needs_response',
  'appeal_under_review',
] as const
const lastStatuses = new Set<Stripe.Dispute.Status>(['won', 'lost', 'warning_closed', 'prevented'])

/** The bank goes on with it. An inquiry that becomes a dispute takes the money; a dispute that is won gives money and fee back. */
export function moveDispute(world: StripeWorld, dispute: Stripe.Dispute, status: Stripe.Dispute.Status): Stripe.Dispute {
  if (!nextStatuses[dispute.status]?.includes(status)) return dispute
  const before = { status: dispute.status }
  dispute.status = status
  if (status === 'needs_response') {
    withdraw(world, dispute)
    world.emit('charge.dispute.funds_withdrawn', dispute)
  }
  if (status === 'won') {
    dispute.balance_transactions.push(
      addBalanceTransaction(world, {
        amount: dispute.amount,
        fee: -disputeFee,
        currency: dispute.currency,
        type: 'adjustment',
        reporting_category: 'dispute_reversal',
        source: dispute.id,
        description: `Chargeback reversal for ${chargeOf(dispute)}`,
      }),
    )
    world.emit('charge.dispute.funds_reinstated', dispute)
  }
  world.emit(lastStatuses.has(status) ? 'charge.dispute.closed' : 'charge.dispute.updated', dispute, before)
  return dispute
}

function withdraw(world: StripeWorld, dispute: Stripe.Dispute): void {
  dispute.is_charge_refundable = false
  dispute.balance_transactions.push(
    addBalanceTransaction(world, {
      amount: -dispute.amount,
      fee: disputeFee,
      currency: dispute.currency,
      type: 'adjustment',
      reporting_category: 'dispute',
      source: dispute.id,
      description: `Chargeback withdrawal for ${chargeOf(dispute)}`,
    }),
  )
}

const chargeOf = ({ charge }: Stripe.Dispute) => (typeof charge === 'string' ? charge : charge.id)

/** The card's network hears of fraud before the owner disputes (docs.stripe.com/api/radar/early_fraud_warnings). */
export function warnOfFraud(world: StripeWorld, charge: Stripe.Charge): Stripe.Radar.EarlyFraudWarning {
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId(world, 'issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.disputed && !charge.refunded,
    charge: charge.id,
    created: world.clock.seconds(),
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    ...(typeof charge.payment_intent === 'string' ? { payment_intent: charge.payment_intent } : {}),
  }
  world.state.fraudWarnings[warning.id] = warning
  world.emit('radar.early_fraud_warning.created', warning)
  return warning
}

/** A warning asks for nothing once its charge was disputed or wholly given back. */
export function noLongerActionable(world: StripeWorld, charge: string): void {
  for (const warning of Object.values(world.state.fraudWarnings)) {
    if (warning.charge !== charge || !warning.actionable) continue
    warning.actionable = false
    world.emit('radar.early_fraud_warning.updated', warning, { actionable: true })
  }
}

function noEvidence(): Stripe.Dispute.Evidence {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  }
}
