import type { Currency } from 'shared/currencies'
import { money, type Money } from 'shared/money'
import type { Db } from '../../platform/db.ts'
import { findOrdersWithNames } from './queries.ts'
import type { OrderRow } from './tables.ts'

/** What a message about an order needs to know. Nothing personal in it. */
export type OrderFacts = Pick<
  OrderRow,
  'id' | 'number' | 'userId' | 'goods' | 'method' | 'deliveryKind' | 'carrier' | 'trackingNumber' | 'trackingUrl' | 'arrivesBy'
> & { total: Money; captured: Money; refunded: Money; lines: { name: string; title: string; quantity: number }[] }

/** @returns by order; one that is not there is left out */
export async function orderFacts(db: Db, orderIds: readonly string[]): Promise<Map<string, OrderFacts>> {
  const found = await findOrdersWithNames(db, orderIds)
  return new Map(
    found.map(({ currency, total, captured, refunded, ...order }) => {
      const amount = (sum: bigint) => money(sum, currency as Currency)
      return [order.id, { ...order, total: amount(total), captured: amount(captured), refunded: amount(refunded) }]
    }),
  )
}
