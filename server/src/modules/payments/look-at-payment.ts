import type { Context } from '../../context.ts'
import { paymentProblem } from './problems.ts'
import { findPayment } from './queries.ts'
import { refreshPayment } from './refresh-payment.ts'
import type { PaymentRow } from './tables.ts'

/** How a payment stands, for its customer's screen: asked at the gateway unless that was done within two seconds. @throws payments/not-found */
export async function lookAtPayment(ctx: Context, paymentId: string): Promise<PaymentRow> {
  const found: { payment?: PaymentRow | undefined } = {}
  await ctx.asked.payments.get(paymentId, ctx.clock, async () => {
    found.payment = await refreshPayment(ctx, paymentId)
  })
  const payment = found.payment ?? (await findPayment(ctx.db, paymentId))
  if (!payment) throw paymentProblem('not-found')
  return payment
}
