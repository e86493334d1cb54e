import type { Context } from '../../context.ts'
import { on } from '../../platform/jobs.ts'
import { paymentChanged, refundChanged } from '../payments/index.ts'
import { flagFailedRefund } from './flag-failed-refund.ts'
import { settleOrder } from './settle-order.ts'

export const listeners = [
  on(paymentChanged, 'orders.settle', (ctx: Context, { orderId }) => settleOrder(ctx, orderId)),
  on(refundChanged, 'orders.flag-failed-refund', (ctx: Context, refund) => flagFailedRefund(ctx, refund)),
]
