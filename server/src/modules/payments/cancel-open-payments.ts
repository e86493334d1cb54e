import { isOpenPayment } from 'shared/payments'
import type { Context } from '../../context.ts'
import { isOpenPromise } from './call-off-promises.ts'
import { listOpenPayments } from './queries.ts'
import { askAgain, isOverdue } from './refresh-payment.ts'
import type { PaymentRow } from './tables.ts'

/**
 * Calls off whatever an order's customer could still pay, and waits for the gateway's last word. Speaks to a gateway, so
 * never inside a transaction. A promise stands: it is called off with its order (`callOffPromises`), or it would be gone
 * when the order stays after all. `inTurn`: what was called off already is asked about again when its schedule says so.
 * @returns `clear` when no money can come any more by an earlier attempt; `may-still-pay` when one went through meanwhile
 * or its gateway does not say: neither begin another attempt nor give up the order's goods then.
 */
export async function cancelOpenPayments(ctx: Context, orderId: string, { inTurn = false } = {}): Promise<'clear' | 'may-still-pay'> {
  let clear = true
  for (const open of await listOpenPayments(ctx.db, orderId)) {
    if (isOpenPromise(ctx, open)) continue
    if (inTurn && waitsItsTurn(open, ctx.clock.now())) {
      clear = false
      continue
    }
    const { payment, answered } = await askAgain(ctx, open.id, { callOff: true })
    if (!answered || isOpenPayment(payment.state) || payment.state === 'succeeded' || payment.state === 'conflicted') clear = false
  }
  return clear ? 'clear' : 'may-still-pay'
}

/** No schedule reaches beyond a payment's end: where it does, it was called off since then, or somebody is at it now. */
function waitsItsTurn(payment: PaymentRow, now: Date): boolean {
  return isOverdue(payment, now) && payment.nextPollAt !== null && payment.nextPollAt > now
}
