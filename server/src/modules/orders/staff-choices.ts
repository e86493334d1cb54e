import { orderCan, staffMayCancel } from 'shared/orders'
import type { AdminOrder, AdminPayment } from 'shared/orders.schema'
import { can, type Role } from 'shared/permissions'
import type { OrderRow } from './tables.ts'

type StaffMove = AdminOrder['moves'][number]

/** What this role may do with the order as it stands: the state table and the permissions, asked together. */
export function movesFor(
  role: Role,
  order: Pick<OrderRow, 'state' | 'method' | 'goods' | 'captured'>,
  payments: readonly Pick<AdminPayment, 'canRefund'>[],
): StaffMove[] {
  const isAtTheDoor = order.method === 'cash_on_delivery'
  const allowed: Record<StaffMove, boolean> = {
    accept: can(role, 'orders.fulfil') && order.state === 'pending_payment' && isAtTheDoor,
    process: can(role, 'orders.fulfil') && order.state === 'payment_confirmed' && order.goods === 'physical',
    ship: can(role, 'orders.fulfil') && orderCan(order.state, 'shipped'),
    deliver: can(role, 'orders.fulfil') && order.state === 'shipped',
    cancel: can(role, 'orders.cancel') && staffMayCancel(order.state, order.captured > 0n),
    refund: can(role, 'orders.refund') && payments.some((payment) => payment.canRefund),
  }
  return (Object.keys(allowed) as StaffMove[]).filter((move) => allowed[move])
}
