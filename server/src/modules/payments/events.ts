import type { PaymentState, RefundState } from 'shared/payments'
import { defineEvent } from '../../platform/jobs.ts'

/** A payment's state or sums changed, or its bank took money or gave it back; leaves with the transaction that changed them. */
export const paymentChanged = defineEvent<'payment.changed', { paymentId: string; orderId: string; state: PaymentState }>('payment.changed')

/** Money was promised back, went back, or did not. `amount` in minor units; `calledOff`: people chose not to. */
export const refundChanged = defineEvent<
  'refund.changed',
  { refundId: string; paymentId: string; orderId: string; state: RefundState; amount: string; currency: string; calledOff?: true }
>('refund.changed')
