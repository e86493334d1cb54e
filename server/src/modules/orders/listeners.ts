import type { Context } from '../../context.ts'
import { on } from '../../platform/jobs.ts'
import { paymentChanged, refundChanged } from '../payments/index.ts'
import { flagFailedRefund } from './flag-failed-refund.ts'
import { settleOrder } from './settle-order.ts'

export const listeners = [
  on([paymentChanged], 'orders.settle', async (ctx: Context, happened) => {
    for (const orderId of new Set(happened.map(({ data }) => data.orderId))) await settleOrder(ctx, orderId)
  }),
  on([refundChanged], 'orders.flag-failed-refund', async (ctx: Context, happened) => {
    for (const { data } of happened) await flagFailedRefund(ctx, data)
  }),
]
