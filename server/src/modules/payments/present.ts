import type { Currency } from 'shared/currencies'
import { asMoneyJson } from 'shared/money'
import type { AdminPayment, Payment, RefundInfo } from 'shared/orders.schema'
import type { NextAction } from 'shared/payments'
import type { Context } from '../../context.ts'
import { movementsOf, paymentsOf, subscriptionChargesOf } from './queries.ts'
import { namesOf, refundsOf } from './queries-refunds.ts'
import { refundable } from './refundable.ts'
import type { MovementRow, PaymentRow, RefundRow, SubscriptionChargeRow } from './tables.ts'

/**
 * A payment as its customer sees it. What to do next is shown only while there is something to do; of coins on their way it
 * tells how far they are, or what is missing.
 */
export function asPayment(ctx: Pick<Context, 'sealer'>, row: PaymentRow): Payment {
  return {
    id: row.id,
    attempt: row.attempt,
    method: row.method,
    state: row.state,
    amount: asMoneyJson({ amount: row.amount, currency: row.currency as Currency }),
    nextAction: nextActionOf(ctx, row),
    failure: row.failure,
    reference: row.label,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }
}

function nextActionOf({ sealer }: Pick<Context, 'sealer'>, { state, nextAction }: PaymentRow): NextAction {
  if (!nextAction || (state !== 'requires_action' && state !== 'processing')) return { type: 'none' }
  const next = sealer.open<NextAction>('next-action', nextAction)
  return state === 'requires_action' || next.type === 'transfer' ? next : { type: 'none' }
}

/** What an order's refunds are for, the order knows. */
export type PaymentForStaff = Omit<AdminPayment, 'refunds'> & { refunds: Omit<RefundInfo, 'lines' | 'evidence'>[] }

/** Everything staff see of an order's payments, the first attempt first. At most five statements. */
export async function adminPaymentsOf(ctx: Context, orderId: string): Promise<PaymentForStaff[]> {
  const rows = (await paymentsOf(ctx.db, [orderId])).get(orderId) ?? []
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const movements = await movementsOf(ctx.db, ids)
  const refunds = await refundsOf(ctx.db, ids)
  const told = rows.filter((row) => ctx.gateways.get(row.gateway)?.fromBot).map((row) => row.id)
  const subscriptions = told.length > 0 ? await subscriptionChargesOf(ctx.db, told) : []
  const names = await namesOf(ctx.db, [...new Set(refunds.map((refund) => refund.requestedBy).filter((id) => id !== null))])
  return rows.map((row) =>
    asAdminPayment(
      ctx,
      row,
      movements.filter((movement) => movement.paymentId === row.id),
      refunds.filter((refund) => refund.paymentId === row.id),
      { names, subscriptions },
    ),
  )
}

/** Telegram tells it once, with the charge, and its book does not repeat it. */
function paidUntil(subscriptions: readonly SubscriptionChargeRow[], { gateway, kind, externalId }: MovementRow): string | null {
  if (kind !== 'capture') return null
  const told = subscriptions.find((each) => each.gateway === gateway && each.externalId === externalId)
  return told?.paidUntil.toISOString() ?? null
}

function asAdminPayment(
  ctx: Context,
  row: PaymentRow,
  movements: MovementRow[],
  refunds: RefundRow[],
  { names, subscriptions }: { names: Map<string, string>; subscriptions: readonly SubscriptionChargeRow[] },
): PaymentForStaff {
  const gateway = ctx.gateways.get(row.gateway)
  const currency = row.currency as Currency
  const left = refundable(row, refunds, movements)
  const byHand = gateway !== undefined && !gateway.refund
  return {
    ...asPayment(ctx, row),
    // What lets one pay is for the customer alone.
    nextAction: { type: 'none' },
    gateway: row.gateway,
    gatewayReference: row.reference,
    captured: asMoneyJson({ amount: row.captured, currency }),
    refunded: asMoneyJson({ amount: row.refunded, currency }),
    refundable: asMoneyJson({ amount: left, currency }),
    partialRefunds: byHand || (gateway?.descriptor.partialRefunds ?? false),
    canRefund: gateway !== undefined && left > 0n,
    byHand,
    movements: movements.map((movement) => ({
      id: movement.id,
      kind: movement.kind,
      amount: asMoneyJson({ amount: movement.amount, currency: movement.currency as Currency }),
      at: movement.occurredAt.toISOString(),
      reference: movement.externalId,
      paidUntil: paidUntil(subscriptions, movement),
    })),
    refunds: refunds.map((refund) => ({
      id: refund.id,
      amount: asMoneyJson({ amount: refund.amount, currency: refund.currency as Currency }),
      state: refund.state,
      reason: refund.reason,
      note: refund.note,
      at: refund.createdAt.toISOString(),
      by: refund.requestedBy ? (names.get(refund.requestedBy) ?? null) : null,
      byHand,
    })),
  }
}
