import { isOpenPayment } from 'shared/payments'
import type { Context } from '../../context.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { gatewayFor } from './ask-gateway.ts'
import { listOpenPayments } from './queries.ts'
import type { PaymentRow } from './tables.ts'

/** Whether an open payment is only promised, as cash is: no gateway knows of it, and no money comes of it by itself. */
export function isOpenPromise(ctx: Pick<Context, 'gateways'>, payment: Pick<PaymentRow, 'gateway' | 'state'>): boolean {
  return isOpenPayment(payment.state) && gatewayFor(ctx, payment.gateway).descriptor.isPromise === true
}

/**
 * Calls off what an order's customer promised to pay. Asks nobody, so it joins the caller's transaction: the promise ends
 * with the order or not at all.
 */
export function callOffPromises(ctx: Context, orderId: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    for (const payment of await listOpenPayments(ctx.db, orderId)) {
      if (!isOpenPromise(ctx, payment)) continue
      await applySnapshot(ctx, { paymentId: payment.id, snapshot: { state: 'cancelled', movements: [] }, isNewest: true })
    }
  })
}
