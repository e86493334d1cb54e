import type { MovementKind, SettlementKind } from 'shared/payments'
import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { insertLedger } from './queries-ledger.ts'
import type { MovementRow, PaymentRow, RefundRow, SettlementLineRow } from './tables.ts'

/**
 * Which accounts a movement touches: the first gets the amount, the second gives it. Positive is what we have or are owed,
 * negative what we owe. What was promised back is owed from the grant on, until it is gone.
 */
export const postings: Record<MovementKind, (gateway: string) => readonly [to: string, from: string]> = {
  capture: (gateway) => [`clearing:${gateway}`, 'customer_prepaid'],
  refund: (gateway) => ['refunds_payable', `clearing:${gateway}`],
  refund_reversal: (gateway) => [`clearing:${gateway}`, 'refunds_payable'],
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

/** Where what a gateway did of itself comes from or goes to. */
const counterAccounts: Partial<Record<SettlementKind, string>> = {
  fee: 'gateway_fees',
  payout: 'bank',
  exchange: 'exchange',
  other: 'adjustments',
}

/** Posts what the movements do not say of settled lines: fees, payouts, and what was changed into another currency. */
export async function postSettled(ctx: Context, lines: readonly SettlementLineRow[]): Promise<void> {
  const posted = lines.flatMap((line) => {
    const entries = settledEntries(line).filter(({ amount }) => amount !== 0n)
    return entries.length > 0 ? [{ line, entries, id: newId() }] : []
  })
  if (posted.length === 0) return
  await insertLedger(ctx.db, {
    transactions: posted.map(({ line, id }) => ({
      id,
      dedupeKey: `settled:${line.id}`,
      kind: `settled_${line.kind}`,
      at: line.occurredAt,
    })),
    entries: posted.flatMap(({ entries, id }) => entries.map((entry) => ({ ...entry, id: newId(), transactionId: id }))),
  })
}

function settledEntries({ gateway, kind, amount, currency, kept, keptCurrency, fee }: SettlementLineRow) {
  const clearing = `clearing:${gateway}`
  const counter = counterAccounts[kind]
  const fees = [
    { account: `gateway_fees:${gateway}`, currency: keptCurrency, amount: fee },
    { account: clearing, currency: keptCurrency, amount: -fee },
  ]
  if (counter) {
    return [
      ...fees,
      { account: clearing, currency: keptCurrency, amount: kept },
      { account: `${counter}:${gateway}`, currency: keptCurrency, amount: -kept },
    ]
  }
  if (currency === keptCurrency) return fees
  const exchange = `exchange:${gateway}`
  return [
    ...fees,
    { account: clearing, currency, amount: -amount },
    { account: exchange, currency, amount },
    { account: clearing, currency: keptCurrency, amount: kept },
    { account: exchange, currency: keptCurrency, amount: -kept },
  ]
}

/** Posts that money was promised back, or that the promise is off because the money could not go. Each once a refund. */
export async function postPromise(
  ctx: Context,
  { id: refundId, paymentId, orderId, amount, currency }: RefundRow,
  kind: 'refund_granted' | 'refund_released',
): Promise<void> {
  const id = newId()
  const owed = kind === 'refund_granted' ? amount : -amount
  await insertLedger(ctx.db, {
    transactions: [{ id, dedupeKey: `${kind}:${refundId}`, kind, orderId, paymentId, at: ctx.clock.now() }],
    entries: [
      { id: newId(), transactionId: id, account: 'customer_prepaid', currency, amount: owed },
      { id: newId(), transactionId: id, account: 'refunds_payable', currency, amount: -owed },
    ],
  })
}
