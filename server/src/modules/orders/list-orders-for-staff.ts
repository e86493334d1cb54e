import type { OrderFilter } from 'shared/orders'
import type { AdminOrderCard } from 'shared/orders.schema'
import type { StaffContext } from '../../context.ts'
import { together } from '../../platform/transaction.ts'
import { parsePlace, placeAfter } from './place.ts'
import { asCard, fullName } from './present-order.ts'
import { countOrders, listAllOrders, type AdminOrderCardRead } from './queries-read.ts'

export type AdminOrderList = { filter: OrderFilter; q?: string | undefined; cursor?: string | undefined; limit: number }

/** All orders, newest first; the first page tells how many each filter holds. At most two statements, sent at once. */
export async function listOrdersForStaff(ctx: StaffContext, { cursor, limit, ...search }: AdminOrderList) {
  const [found, counts] = await together(
    listAllOrders(ctx.db, { ...search, place: parsePlace(cursor), limit: limit + 1 }),
    cursor === undefined ? countOrders(ctx.db) : Promise.resolve(undefined),
  )
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(asAdminCard),
    ...(found.length > limit && last ? { nextCursor: placeAfter(last.order) } : {}),
    ...(counts ? { counts } : {}),
  }
}

function asAdminCard(read: AdminOrderCardRead): AdminOrderCard {
  const { order } = read
  return { ...asCard(read), customer: fullName(read), method: order.method, country: order.country, problem: order.problem }
}
