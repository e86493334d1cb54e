import type { Currency } from 'shared/currencies'
import { money } from 'shared/money'
import { paymentMethods } from 'shared/payments'
import type { AdminPaymentMethods, MethodsQuery } from 'shared/payment-methods.schema'
import type { StaffContext } from '../../context.ts'
import { healthOf } from './breaker.ts'
import { offeredMethods } from './offered-methods.ts'
import { listPauses } from './queries-pauses.ts'

/**
 * Every way to pay there is: whether it is set up, where it is offered, how it is now, and whether it would be offered for a
 * sample purchase, by the same rules as at the checkout.
 */
export async function listMethods(ctx: StaffContext, sample: MethodsQuery): Promise<AdminPaymentMethods> {
  const now = ctx.clock.now()
  const country = sample.country ?? ctx.config.shop.country
  const [pauses, offers, table] = await Promise.all([
    listPauses(ctx.db),
    offeredMethods(ctx, {
      goods: sample.goods,
      surface: sample.surface,
      country,
      totals: { total: money(sample.amount, ctx.config.shop.currency as Currency) },
      stars: sample.goods === 'digital' ? money(sample.stars, 'XTR') : null,
      cashAllowed: true,
      userId: null,
    }),
    ctx.rates.newest(),
  ])
  const gateways = [...ctx.gateways.values()]
  return {
    sample: { ...sample, country },
    items: paymentMethods.map((method) => {
      const gateway = gateways.find(({ descriptor }) => descriptor.method === method)
      const pause = pauses.find((each) => each.method === method)
      const { goods, surfaces, countries, currencies } = gateway?.descriptor ?? {}
      return {
        method,
        gateway: gateway?.descriptor.id ?? null,
        isLive: gateway?.live ?? null,
        goods: [...(goods ?? [])],
        surfaces: surfaces ? [...surfaces] : null,
        countries: countries ? [...countries] : null,
        currencies: currencies ? [...currencies] : null,
        refunds: gateway?.refund !== undefined,
        health: gateway ? healthOf(gateway, now) : null,
        pausedAt: pause?.pausedAt.toISOString() ?? null,
        offer: offers.find((each) => each.method === method) ?? null,
      }
    }),
    rates: table ? { takenAt: table.takenAt.toISOString(), goodUntil: table.goodUntil.toISOString() } : null,
  }
}
