import type Stripe from 'stripe'
import { isCurrency } from 'shared/currencies'
import { asDecimal } from 'shared/money'
import type { SandboxAction, SandboxRow } from '../../../../../platform/emulation/service.ts'
import type { StripeState } from './state.ts'

/** Payments as the sandbox's page shows them, newest first. */
export function rows(state: StripeState): SandboxRow[] {
  return Object.values(state.paymentIntents)
    .toReversed()
    .map((intent) => {
      const charge = typeof intent.latest_charge === 'string' ? state.charges[intent.latest_charge] : undefined
      const dispute = Object.values(state.disputes).findLast((each) => each.charge === charge?.id)
      const refund = Object.values(state.refunds).findLast((each) => each.charge === charge?.id)
      const card = charge?.payment_method_details?.card?.last4
      return {
        id: intent.id,
        text: [amountOf(intent), intent.metadata['order_number'], card && `•••• ${card}`].filter(Boolean).join(' · '),
        state: dispute?.status ?? (refund && `refund ${refund.status}`) ?? intent.last_payment_error?.code ?? intent.status,
        at: new Date(intent.created * 1000).toISOString(),
        actions: [...refundActions(refund), ...(charge ? chargeActions(charge, dispute) : [])],
      }
    })
}

function amountOf({ amount, currency }: Stripe.PaymentIntent): string {
  const code = currency.toUpperCase()
  return isCurrency(code) ? `${asDecimal({ amount: BigInt(amount), currency: code })} ${code}` : `${amount} ${code}`
}

function refundActions(refund: Stripe.Refund | undefined): SandboxAction[] {
  return refund && refund.status !== 'failed' ? [{ label: 'failRefund', path: `refunds/${refund.id}/fail` }] : []
}

function chargeActions(charge: Stripe.Charge, dispute: Stripe.Dispute | undefined): SandboxAction[] {
  if (dispute?.status === 'needs_response')
    return [
      { label: 'shopWins', path: `disputes/${dispute.id}/move`, body: { status: 'won' } },
      { label: 'shopLoses', path: `disputes/${dispute.id}/move`, body: { status: 'lost' } },
    ]
  if (!charge.paid || !charge.captured) return []
  return [
    { label: 'dispute', path: `charges/${charge.id}/dispute` },
    { label: 'bankAsks', path: `charges/${charge.id}/dispute`, body: { stage: 'inquiry' } },
    { label: 'warnOfFraud', path: `charges/${charge.id}/fraud-warning` },
  ]
}

/** What the next cards and refunds may run into. */
export function actions({ surprises, paymentIntents }: StripeState): SandboxAction[] {
  const newest = Object.keys(paymentIntents).at(-1)
  return [
    { label: 'declineCard', path: 'decline-next', waiting: surprises.decline?.times ?? 0 },
    { label: 'declineForFunds', path: 'decline-next', body: { reason: 'insufficient_funds' } },
    { label: 'wrongAmount', path: 'wrong-amount-next', body: { delta: 100 }, waiting: surprises.amountDelta === null ? 0 : 1 },
    { label: 'refundFails', path: 'next-refund', body: { fate: 'fails_later' }, waiting: surprises.refund === 'fails_later' ? 1 : 0 },
    { label: 'refundPending', path: 'next-refund', body: { fate: 'pending' }, waiting: surprises.refund === 'pending' ? 1 : 0 },
    ...(newest ? [{ label: 'forge', path: 'forge', body: { paymentIntentId: newest, changes: { status: 'succeeded' } } }] : []),
  ]
}
