import type { Context } from '../../context.ts'
import { on } from '../../platform/jobs.ts'
import { paymentChanged, refundChanged } from '../payments/index.ts'
import { flagFailedRefund } from './flag-failed-refund.ts'
import { issueReceipts } from './receipt/issue-receipts.ts'
import { settleOrder } from './settle-order.ts'

export const listeners = [
  on([paymentChanged], 'orders.settle', async (ctx: Context, happened) => {
    const orderIds = [...new Set(happened.map(({ data }) => data.orderId))]
    for (const orderId of orderIds) await settleOrder(ctx, orderId)
    await issueReceipts(ctx, orderIds)
  }),
  on([refundChanged], 'orders.flag-failed-refund', async (ctx: Context, happened) => {
    for (const { data } of happened) await flagFailedRefund(ctx, data)
  }),
]
