import { orderCan, staffMayCancel, type OrderFilter } from 'shared/orders'
import type { AdminOrder, AdminOrderCard, AdminPayment } from 'shared/orders.schema'
import { can, type Role } from 'shared/permissions'
import { asMoneyJson, fromMoneyJson, money } from 'shared/money'
import type { Currency } from 'shared/currencies'
import type { StaffContext } from '../../context.ts'
import { adminPaymentsOf } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { currentPayment } from './payment-summary.ts'
import { parsePlace, placeAfter } from './place.ts'
import { asCard, asOrder, asTimelineEntry } from './present-order.ts'
import { orderProblem } from './problem.ts'
import { countOrders, listAllOrders, readOrderWithCustomer, type AdminOrderCardRead, type EventRead } from './queries-read.ts'
import type { OrderRow } from './tables.ts'

/** An order with all that staff see: its customer, its payments, its whole history, and what they may do now. @throws orders/not-found */
export async function showOrderToStaff(ctx: StaffContext, { number }: { number: string }): Promise<AdminOrder> {
  const wanted = asOrderNumber(number)
  const read = wanted && (await readOrderWithCustomer(ctx.db, wanted))
  if (!read) throw orderProblem('not-found')
  const { order, events, customer } = read
  // What the customer must do to pay is theirs alone: a client secret is no business of staff.
  const payments = (await adminPaymentsOf(ctx, order.id)).map((payment) => ({ ...payment, nextAction: { type: 'none' as const } }))

  const shown = currentPayment(
    payments.map((payment) => ({ payment, state: payment.state, captured: fromMoneyJson(payment.captured).amount })),
  )
  return {
    ...asOrder(ctx, read, shown ? asSeen(shown.payment) : null),
    customer: {
      id: customer.id,
      name: nameOf(customer),
      username: customer.username,
      orders: customer.orders,
      spent: asMoneyJson(money(customer.spent, order.currency as Currency)),
      writeAccess: customer.writeAccess,
    },
    payments,
    history: events.map((event) => ({ ...asTimelineEntry(event), actor: actorOf(event) })),
    moves: movesFor(ctx.actor.role, order, payments),
  }
}

export type AdminOrderList = { filter: OrderFilter; q?: string | undefined; cursor?: string | undefined; limit: number }

/** All orders, newest first, with how many each filter holds. Two statements. */
export async function listOrdersForStaff(ctx: StaffContext, { cursor, limit, ...search }: AdminOrderList) {
  const found = await listAllOrders(ctx.db, { ...search, place: parsePlace(cursor), limit: limit + 1 })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(asAdminCard),
    ...(found.length > limit && last ? { nextCursor: placeAfter(last.order) } : {}),
    counts: await countOrders(ctx.db),
  }
}

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

function asAdminCard(read: AdminOrderCardRead): AdminOrderCard {
  const { order } = read
  return { ...asCard(read), customer: nameOf(read), method: order.method, country: order.country, problem: order.problem }
}

/** The fields the customer's view has too. */
function asSeen(payment: AdminPayment): AdminOrder['currentPayment'] {
  const { id, attempt, method, state, amount, nextAction, failure, reference, createdAt, expiresAt } = payment
  return { id, attempt, method, state, amount, nextAction, failure, reference, createdAt, expiresAt }
}

function actorOf({ actorKind, actorName }: EventRead): string {
  return actorKind === 'staff' ? (actorName ?? 'staff') : actorKind
}

function nameOf({ firstName, lastName }: { firstName: string; lastName: string | null }): string {
  return [firstName, lastName].filter(Boolean).join(' ')
}
