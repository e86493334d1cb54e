import type { Currency } from 'shared/currencies'
import { money, type Money } from 'shared/money'
import type { Db } from '../../platform/db.ts'
import { findOrderWithNames } from './queries.ts'
import type { OrderRow } from './tables.ts'

/** What a message about an order needs to know. Nothing personal in it. */
export type OrderFacts = Pick<
  OrderRow,
  | 'id'
  | 'number'
  | 'userId'
  | 'state'
  | 'version'
  | 'goods'
  | 'method'
  | 'language'
  | 'carrier'
  | 'trackingNumber'
  | 'trackingUrl'
  | 'arrivesFrom'
  | 'arrivesBy'
  | 'deliveryKind'
  | 'payBy'
> & { total: Money; captured: Money; refunded: Money; lines: { name: string; title: string; quantity: number }[] }

/** @returns undefined when there is no such order */
export async function orderFacts(db: Db, orderId: string): Promise<OrderFacts | undefined> {
  const found = await findOrderWithNames(db, orderId)
  if (!found) return undefined
  const { order, lines } = found
  const currency = order.currency as Currency
  return {
    id: order.id,
    number: order.number,
    userId: order.userId,
    state: order.state,
    version: order.version,
    goods: order.goods,
    method: order.method,
    language: order.language,
    carrier: order.carrier,
    trackingNumber: order.trackingNumber,
    trackingUrl: order.trackingUrl,
    arrivesFrom: order.arrivesFrom,
    arrivesBy: order.arrivesBy,
    deliveryKind: order.deliveryKind,
    payBy: order.payBy,
    total: money(order.total, currency),
    captured: money(order.captured, currency),
    refunded: money(order.refunded, currency),
    lines,
  }
}
