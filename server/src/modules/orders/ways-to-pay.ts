import type { OfferedMethod } from 'shared/checkout.schema'
import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import type { CustomerContext } from '../../context.ts'
import { offeredMethods, paymentsOf, type PaymentRow } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder } from './queries.ts'
import { takesCash } from './takes-cash.ts'
import type { OrderRow } from './tables.ts'

/** The ways to pay an order of the actor's that stands, each with what it would ask or why it cannot be used. @throws orders/not-found */
export async function waysToPay(ctx: CustomerContext, { number }: { number: string }): Promise<OfferedMethod[]> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  return offersFor(ctx, order, (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? [])
}

/** The same for an order at hand. In Stars it is what was agreed when it was placed. `rateTable`: by these rates, not by today's. */
export async function offersFor(
  ctx: CustomerContext,
  order: OrderRow,
  earlier: readonly PaymentRow[],
  rateTable?: string,
): Promise<OfferedMethod[]> {
  const inStars = earlier.find((payment) => payment.method === 'stars')
  return offeredMethods(ctx, {
    goods: order.goods,
    surface: ctx.actor.surface,
    country: order.country,
    totals: { total: money(order.total, order.currency as Currency) },
    stars: inStars ? money(inStars.amount, 'XTR') : null,
    cashAllowed: await takesCash(ctx, order),
    userId: order.userId,
    ...(rateTable === undefined ? {} : { rateTable }),
  })
}
