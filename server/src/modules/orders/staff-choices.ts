import { orderCan, staffMayCancel } from 'shared/orders'
import type { AdminOrder, AdminPayment } from 'shared/orders.schema'
import { can, type Role } from 'shared/permissions'
import { isBacked } from './payment-summary.ts'
import type { OrderRow } from './tables.ts'

type StaffMove = AdminOrder['moves'][number]

/** What this role may do with the order as it stands: the state table and the permissions, asked together. */
export function movesFor(
  role: Role,
  order: Pick<OrderRow, 'state' | 'method' | 'goods' | 'captured' | 'problem'>,
  payments: readonly Pick<AdminPayment, 'canRefund' | 'state'>[],
): StaffMove[] {
  const isAtTheDoor = order.method === 'cash_on_delivery'
  const isReady = can(role, 'orders.fulfil') && isBacked(payments)
  const mayGoOn = isReady && order.problem !== 'dispute'
  const allowed: Record<StaffMove, boolean> = {
    accept: mayGoOn && order.state === 'pending_payment' && isAtTheDoor,
    process: mayGoOn && order.state === 'payment_confirmed' && order.goods === 'physical',
    ship: mayGoOn && orderCan(order.state, 'shipped'),
    deliver: isReady && order.state === 'shipped',
    cancel: can(role, 'orders.cancel') && staffMayCancel(order.state, order.captured > 0n),
    refund: can(role, 'orders.refund') && payments.some((payment) => payment.canRefund),
  }
  return (Object.keys(allowed) as StaffMove[]).filter((move) => allowed[move])
}
