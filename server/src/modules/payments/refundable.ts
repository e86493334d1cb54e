import type { MovementRow, PaymentRow, RefundRow } from './tables.ts'

/**
 * What may still be promised back of a payment: what was captured, less every refund that is not known to have failed
 * (asked, on its way, done or unclear), less what the bank took back in disputes. Pure; call it with the row under lock.
 */
export function refundable(
  payment: Pick<PaymentRow, 'captured' | 'currency'>,
  refunds: readonly Pick<RefundRow, 'state' | 'amount' | 'currency'>[],
  movements: readonly Pick<MovementRow, 'kind' | 'amount' | 'currency'>[] = [],
): bigint {
  const promised = refunds
    .filter((refund) => refund.state !== 'failed' && refund.currency === payment.currency)
    .reduce((sum, refund) => sum + refund.amount, 0n)
  const left = payment.captured - promised - disputed(payment, movements)
  return left > 0n ? left : 0n
}

/** What banks took back in disputes and have not returned. */
export function disputed(
  { currency }: Pick<PaymentRow, 'currency'>,
  movements: readonly Pick<MovementRow, 'kind' | 'amount' | 'currency'>[],
): bigint {
  return movements.reduce((sum, movement) => {
    if (movement.currency !== currency) return sum
    if (movement.kind === 'chargeback') return sum + movement.amount
    return movement.kind === 'chargeback_reversal' ? sum - movement.amount : sum
  }, 0n)
}

/**
 * The charge a refund is for, where a gateway gives back whole charges only: one of this amount that no other refund
 * took, the latest first. Undefined when there is none.
 */
export function freeCharge(amount: bigint, movements: readonly MovementRow[], refunds: readonly RefundRow[]): string | undefined {
  const taken = new Set(refunds.filter((refund) => refund.state !== 'failed').map((refund) => refund.reference))
  return movements.findLast((movement) => movement.kind === 'capture' && movement.amount === amount && !taken.has(movement.externalId))
    ?.externalId
}
