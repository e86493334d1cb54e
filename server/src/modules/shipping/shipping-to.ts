import type { LocalText } from 'shared/locale'
import type { Context } from '../../context.ts'
import type { Db } from '../../platform/db.ts'
import { selectShipping, type OptionRow, type TaxRule } from './queries.ts'
import { afterWorkingHours } from './working-hours.ts'

/** A way to deliver, priced for what is bought. */
export type DeliveryOffer = {
  id: string
  kind: 'courier' | 'pickup'
  name: LocalText
  price: bigint
  freeFrom: bigint | null
  cashOnDelivery: boolean
  earliestAt: Date
  latestAt: Date
}

const workingDay = { opens: 8, closes: 20 }

/** The ways to deliver to a country, as the merchant has them. */
export async function deliveryFor(db: Db, country: string): Promise<OptionRow[]> {
  return (await selectShipping(db, country)).options
}

/** How goods worth `subtotal` get to a country from now, and how they are taxed there. */
export async function shippingTo(
  ctx: Context,
  { country, subtotal }: { country: string; subtotal: bigint },
): Promise<{ offers: DeliveryOffer[]; tax: TaxRule | null }> {
  const { options, tax } = await selectShipping(ctx.db, country)
  const day = { ...workingDay, timeZone: ctx.config.shop.timeZone }
  const now = ctx.clock.now()
  return {
    offers: options.map((option) => ({
      id: option.id,
      kind: option.kind,
      name: option.name,
      price: priceOf(option, subtotal),
      freeFrom: option.freeFrom,
      cashOnDelivery: option.cashOnDelivery,
      earliestAt: afterWorkingHours(now, option.minHours, day),
      latestAt: afterWorkingHours(now, option.maxHours, day),
    })),
    tax,
  }
}

/** Free from a threshold of the goods' sum on, the threshold included. */
export function priceOf({ price, freeFrom }: Pick<OptionRow, 'price' | 'freeFrom'>, subtotal: bigint): bigint {
  return freeFrom !== null && subtotal >= freeFrom ? 0n : price
}
