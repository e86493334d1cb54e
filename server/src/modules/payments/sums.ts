import type { PaymentRow } from './tables.ts'

/**
 * What an order may count on: money of payments that went through as asked. A conflicted payment may hold money too, but
 * a person decides about it, so an order is never confirmed by it. `held` is everything we hold, whatever its state.
 */
export function settledSums(payments: readonly Pick<PaymentRow, 'state' | 'captured' | 'refunded'>[]): {
  captured: bigint
  refunded: bigint
  held: bigint
} {
  const succeeded = payments.filter((payment) => payment.state === 'succeeded')
  return {
    captured: succeeded.reduce((sum, payment) => sum + payment.captured, 0n),
    refunded: succeeded.reduce((sum, payment) => sum + payment.refunded, 0n),
    held: payments.reduce((sum, payment) => sum + payment.captured - payment.refunded, 0n),
  }
}
