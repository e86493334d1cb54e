import type { OrderCard } from 'shared/orders.schema'
import type { Page } from 'shared/page'
import type { CustomerContext } from '../../context.ts'
import { parsePlace, placeAfter } from './place.ts'
import { asCard } from './present-order.ts'
import { listOrders } from './queries-read.ts'

export type OrderList = { q?: string | undefined; active?: 'true' | 'false' | undefined; cursor?: string | undefined; limit: number }

/** The actor's own orders, newest first, in one statement. `q` is part of a number or of a product's name. */
export async function listOwnOrders(ctx: CustomerContext, { q, active, cursor, limit }: OrderList): Promise<Page<OrderCard>> {
  const isActive = active === undefined ? undefined : active === 'true'
  const found = await listOrders(ctx.db, { userId: ctx.actor.userId, q, isActive, place: parsePlace(cursor), limit: limit + 1 })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(asCard), ...(found.length > limit && last ? { nextCursor: placeAfter(last.order) } : {}) }
}
