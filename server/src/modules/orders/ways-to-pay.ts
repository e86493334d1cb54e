import type { OfferedMethod } from 'shared/checkout.schema'
import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import type { Order, WayToPay } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import { maskedPhone } from 'shared/phone'
import type { Context, CustomerContext } from '../../context.ts'
import { offeredMethods, payerGiven, paymentsOf, type Payer, type PaymentRow } from '../payments/index.ts'
import { asOrderNumber } from './order-number.ts'
import { orderProblem } from './problems.ts'
import { findOrder } from './queries.ts'
import { sealShown } from './shown-rates.ts'
import { takesCash } from './takes-cash.ts'
import type { OrderRow } from './tables.ts'

/** The ways to pay an order of the actor's that stands, each with what it would ask or why it cannot be used. @throws orders/not-found */
export async function waysToPay(ctx: CustomerContext, { number }: { number: string }): Promise<WayToPay[]> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  const earlier = (await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []
  const offers = await offersFor(ctx, order, earlier)
  return offers.map((offer) => {
    const { phone } = offer.asks === 'phone' ? payerOf(ctx, order, earlier, offer.method) : {}
    return {
      ...offer,
      phone: phone ? maskedPhone(phone) : null,
      shown: offer.rate && sealShown(ctx, { orderId: order.id, method: offer.method, table: offer.rate.table }),
    }
  })
}

/** Who was asked the same way before, else whom the order is for. */
export function payerOf(
  { sealer }: Pick<Context, 'sealer'>,
  { contact }: Pick<OrderRow, 'contact'>,
  earlier: readonly PaymentRow[],
  method: PaymentMethod,
): Payer {
  const before = earlier.findLast((payment) => payment.method === method && payment.payer !== null)
  if (before) return payerGiven({ sealer }, before)
  const { phone } = sealer.open<Order['contact']>('contact', contact)
  return phone === null ? {} : { phone }
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
