import type { PaymentMethod } from 'shared/payments'
import type { Clock } from '../../../platform/clock.ts'
import { newId } from '../../../platform/ids.ts'
import type { Gateway, GatewayPayment, ObservedMovement, RefundSnapshot, Snapshot } from '../../payments/gateways/gateway.ts'

type Book = { state: Snapshot['state']; movements: ObservedMovement[]; refunds: RefundSnapshot[]; isSilent: boolean }

export type PaperGateway = ReturnType<typeof paperGateway>

/** A gateway on paper: keeps the port's promises and does as the test says, by the payment's id. */
export function paperGateway({
  id,
  method,
  partialRefunds,
  clock,
}: {
  id: string
  method: PaymentMethod
  partialRefunds: boolean
  clock: Clock
}) {
  const books = new Map<string, Book>()
  const bookOf = (paymentId: string): Book => {
    const book = books.get(paymentId) ?? { state: 'requires_action', movements: [], refunds: [], isSilent: false }
    books.set(paymentId, book)
    return book
  }
  const say = (payment: GatewayPayment): Snapshot => {
    const book = bookOf(payment.id)
    if (book.isSilent) throw new Error('no answer')
    return { state: book.state, movements: book.movements, refunds: book.refunds, expected: payment.amount, label: 'Paper ·· 4242' }
  }
  const gateway: Gateway = {
    descriptor: {
      id,
      method,
      goods: method === 'stars' ? ['digital'] : ['physical'],
      limits: () => ({ min: 1n, max: 10n ** 12n }),
      partialRefunds,
      pollSeconds: [60],
    },
    start: async (payment) => ({
      reference: `ref-${payment.id}`,
      snapshot: say(payment),
      nextAction: { type: 'open_invoice', url: 'https://pay.example/1' },
    }),
    retrieve: async (payment) => say(payment),
    cancel: async (payment) => {
      const book = bookOf(payment.id)
      if (book.state === 'requires_action') book.state = 'cancelled'
      return say(payment)
    },
    refund: async (payment, refund) => {
      const told: RefundSnapshot = {
        reference: `re-${refund.id}`,
        refundId: refund.id,
        state: 'succeeded',
        amount: refund.amount,
        occurredAt: clock.now(),
      }
      const book = bookOf(payment.id)
      if (!book.refunds.some((each) => each.reference === told.reference)) book.refunds.push(told)
      return told
    },
    classify: () => ({ kind: 'ambiguous', code: 'silent', failure: 'gateway_unavailable' }),
  }
  return {
    gateway,
    /** The customer pays all of it. */
    pay(payment: { id: string; amount: bigint; currency: string }) {
      const book = bookOf(payment.id)
      book.state = 'succeeded'
      book.movements.push({
        kind: 'capture',
        externalId: `ch-${newId()}`,
        amount: { amount: payment.amount, currency: payment.currency as 'USD' },
        occurredAt: clock.now(),
      })
    },
    fail(paymentId: string) {
      bookOf(paymentId).state = 'failed'
    },
    process(paymentId: string) {
      bookOf(paymentId).state = 'processing'
    },
    /** It answers, but cannot say what became of it. */
    doubt(paymentId: string) {
      bookOf(paymentId).state = 'unknown'
    },
    /** Refunds that had gone through come back. */
    bounce(paymentId: string) {
      const book = bookOf(paymentId)
      book.refunds = book.refunds.map((refund) => ({ ...refund, state: 'failed', failureCode: 'account_closed' }))
    },
    silence(paymentId: string, isSilent = true) {
      bookOf(paymentId).isSilent = isSilent
    },
  }
}
