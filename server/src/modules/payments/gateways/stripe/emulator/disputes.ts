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

/** The cardholder tells their bank they did not buy this: the money leaves at once, with a fee. */
export function openDispute(world: StripeWorld, charge: Stripe.Charge, reason = 'fraudulent'): Stripe.Dispute | undefined {
  if (charge.disputed || !charge.paid) return undefined
  const id = newId(world, 'dp')
  const amount = charge.amount_captured - charge.amount_refunded
  const withdrawn = addBalanceTransaction(world, {
    amount: -amount,
    fee: disputeFee,
    currency: charge.currency,
    type: 'adjustment',
    reporting_category: 'dispute',
    source: id,
    description: `Chargeback withdrawal for ${charge.id}`,
  })
  const dispute: Stripe.Dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [withdrawn],
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
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason,
    status: 'needs_response',
  }
  charge.disputed = true
  world.state.disputes[id] = dispute
  world.emit('charge.dispute.created', dispute)
  world.emit('charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** The bank decides. When the shop wins, the money and the fee come back. */
export function closeDispute(world: StripeWorld, dispute: Stripe.Dispute, status: 'won' | 'lost'): Stripe.Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost') return dispute
  dispute.status = status
  if (status === 'won') {
    dispute.balance_transactions.push(
      addBalanceTransaction(world, {
        amount: dispute.amount,
        fee: -disputeFee,
        currency: dispute.currency,
        type: 'adjustment',
        reporting_category: 'dispute_reversal',
        source: dispute.id,
        description: `Chargeback reversal for ${typeof dispute.charge === 'string' ? dispute.charge : dispute.charge.id}`,
      }),
    )
    world.emit('charge.dispute.funds_reinstated', dispute)
  }
  world.emit('charge.dispute.closed', dispute)
  return dispute
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
