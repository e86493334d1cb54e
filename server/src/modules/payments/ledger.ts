import type { MovementKind } from 'shared/payments'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { insertLedger } from './queries-ledger.ts'
import type { MovementRow, PaymentRow } from './tables.ts'

/**
 * Which accounts a movement touches: the first gets the amount, the second gives it. Positive is what we have or are owed,
 * negative what we owe.
 */
export const postings: Record<MovementKind, (gateway: string) => readonly [to: string, from: string]> = {
  capture: (gateway) => [`clearing:${gateway}`, 'customer_prepaid'],
  refund: (gateway) => ['customer_prepaid', `clearing:${gateway}`],
  refund_reversal: (gateway) => [`clearing:${gateway}`, 'customer_prepaid'],
  chargeback: (gateway) => ['disputes_held', `clearing:${gateway}`],
  chargeback_reversal: (gateway) => [`clearing:${gateway}`, 'disputes_held'],
}

/** Posts movements just recorded, each once: the movement's id is the transaction's key. */
export async function postMovements(ctx: Context, payment: PaymentRow, movements: readonly MovementRow[]): Promise<void> {
  const posted = movements.map((movement) => ({ movement, accounts: postings[movement.kind](movement.gateway), id: newId() }))
  await insertLedger(ctx.db, {
    transactions: posted.map(({ movement, id }) => ({
      id,
      dedupeKey: movement.id,
      kind: movement.kind,
      orderId: payment.orderId,
      paymentId: payment.id,
      at: movement.occurredAt,
    })),
    entries: posted.flatMap(({ movement, accounts: [to, from], id }) => [
      { id: newId(), transactionId: id, account: to, currency: movement.currency, amount: movement.amount },
      { id: newId(), transactionId: id, account: from, currency: movement.currency, amount: -movement.amount },
    ]),
  })
}
