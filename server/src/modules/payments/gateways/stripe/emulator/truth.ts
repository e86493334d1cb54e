import type { StripeState } from './state.ts'

/** What one payment came to. */
type PaymentInTruth = {
  id: string
  status: string
  amount: number
  currency: string
  metadata: Record<string, string>
  captured: number
  refunded: number
  disputed: boolean
  charges: number
}

/** Per payment what was captured, given back and disputed. */
export function paymentsInTruth(state: StripeState): PaymentInTruth[] {
  const chargesOf = Map.groupBy(Object.values(state.charges), (charge) => charge.payment_intent)
  return Object.values(state.paymentIntents).map(({ id, status, amount, currency, metadata }) => {
    const charges = chargesOf.get(id) ?? []
    return {
      id,
      status,
      amount,
      currency,
      metadata,
      captured: charges.reduce((sum, charge) => sum + charge.amount_captured, 0),
      refunded: charges.reduce((sum, charge) => sum + (charge.captured ? charge.amount_refunded : 0), 0),
      disputed: charges.some((charge) => charge.disputed),
      charges: charges.length,
    }
  })
}
