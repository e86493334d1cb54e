import type { Order, Payment } from 'shared/orders.schema'
import { phoneMethods, type PaymentFailure, type PaymentMethod } from 'shared/payments'
import { stripeErrorCodes } from 'shared/stripe-codes'

/**
 * Where paying an order stands, for the person who pays. Every phase knows whether money moved:
 * `act` and `failed` not, `paid` yes, `promised` will be at the door, `checking` not known yet, `disputed` came in
 * another amount than asked, `over` there is nothing to pay any more.
 */
export type PayPhase =
  | { phase: 'act'; action: Exclude<Payment['nextAction'], { type: 'none' }> }
  | { phase: 'checking'; sure: boolean }
  | { phase: 'paid' }
  | { phase: 'promised' }
  | { phase: 'failed'; failure: PaymentFailure; canRetry: boolean }
  | { phase: 'disputed' }
  | { phase: 'over'; cancelled: boolean }

type Paid = Pick<Order, 'state' | 'payment' | 'canRetryPayment'> & {
  currentPayment: Pick<Payment, 'state' | 'nextAction' | 'failure'> | null
}

/** Reads the phase from the server's truth alone, so that a reload in the middle comes back to the same place. */
export function phaseOf(order: Paid): PayPhase {
  const payment = order.currentPayment
  if (order.payment === 'paid' || order.payment === 'partially_refunded') return { phase: 'paid' }
  if (order.payment === 'on_delivery' && order.state !== 'cancelled') return { phase: 'promised' }
  if (order.state === 'cancelled' || order.state === 'refunded') return { phase: 'over', cancelled: true }
  if (!payment) return order.canRetryPayment ? { phase: 'failed', failure: 'other', canRetry: true } : { phase: 'over', cancelled: false }
  switch (payment.state) {
    case 'requires_action':
      return payment.nextAction.type === 'none' ? { phase: 'checking', sure: true } : { phase: 'act', action: payment.nextAction }
    // The order follows its payment within moments.
    case 'succeeded':
    case 'authorized':
      return { phase: 'checking', sure: true }
    case 'starting':
      return { phase: 'checking', sure: true }
    // Coins on their way show how far they are, or what is missing of them.
    case 'processing':
      return payment.nextAction.type === 'transfer' ? { phase: 'act', action: payment.nextAction } : { phase: 'checking', sure: true }
    case 'unknown':
      return { phase: 'checking', sure: false }
    case 'conflicted':
      return { phase: 'disputed' }
    case 'expired':
      return { phase: 'failed', failure: 'expired', canRetry: order.canRetryPayment }
    case 'cancelled':
      return { phase: 'failed', failure: payment.failure ?? 'cancelled_by_customer', canRetry: order.canRetryPayment }
    case 'failed':
      return { phase: 'failed', failure: payment.failure ?? 'other', canRetry: order.canRetryPayment }
  }
}

/** How long a question still stands on a phone, or a sum is good for, as `1:42`, and which share of its time that is. */
export function timeLeft(from: string, until: string, now: Date): { seconds: number; share: number; text: string } {
  const end = Date.parse(until)
  const seconds = Math.max(0, Math.ceil((end - now.getTime()) / 1000))
  const share = Math.min(1, Math.max(0, (end - now.getTime()) / (end - Date.parse(from))))
  return { seconds, share, text: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` }
}

/** What a card's bank would say does not fit where money is asked for on a phone. */
const phoneFailures: ReadonlySet<PaymentFailure> = new Set(['declined', 'insufficient_funds', 'limit_exceeded', 'not_supported'])

/** The key of why it did not go through, in words that fit the way it was paid. */
export function failureKey(failure: PaymentFailure, method: PaymentMethod | undefined): string {
  const isPhone = method !== undefined && phoneMethods.has(method) && phoneFailures.has(failure)
  return isPhone ? `payments.phoneFailure.${failure}` : `payments.failure.${failure}`
}

/** Pauses between questions while the outcome is open, in milliseconds: quick at first, then patient. */
export function pauseBefore(question: number): number {
  return Math.min(10_000, 1000 * 1.6 ** question)
}

type StripeRefusal = { type?: string | undefined; code?: string | undefined; decline_code?: string | undefined }

/**
 * What an error of `confirmPayment` means. A refusal is certain: nothing was taken. Anything else (no network, an error
 * of theirs) leaves the outcome open: `undefined`, and the server must be asked.
 */
export function refusalOf(error: StripeRefusal): PaymentFailure | undefined {
  if (error.type !== 'card_error' && error.code !== 'payment_intent_authentication_failure') return undefined
  const code = error.decline_code ?? error.code ?? ''
  return stripeErrorCodes[code] ?? stripeErrorCodes[error.code ?? ''] ?? 'declined'
}
