import { countryCodes } from 'shared/countries'
import type { LocalText } from 'shared/locale'
import type { Context } from '../../context.ts'
import type { AllShipping } from './queries.ts'
import { afterWorkingHours } from './working-hours.ts'

/** A way to deliver, priced for what is bought. */
export type DeliveryOffer = {
  id: string
  kind: 'courier' | 'pickup'
  name: LocalText
  /** Where it is picked up, when and how. */
  place: LocalText | null
  price: bigint
  freeFrom: bigint | null
  cashOnDelivery: boolean
  earliestAt: Date
  latestAt: Date
}

const workingDay = { opens: 8, closes: 20 }

type Option = AllShipping['options'][number]
type TaxRule = Pick<AllShipping['taxes'][number], 'name' | 'rateBps' | 'inclusive' | 'onDelivery'>

/**
 * The ways to deliver to a country, and its tax rule. A zone or rule that names the country counts before the one for
 * everywhere else (`*`); of two zones the one that comes first.
 */
function rulesFor(country: string, { zones, options, taxes }: AllShipping): { options: Option[]; tax: TaxRule | null } {
  const zone = zones.find((each) => each.countries.includes(country)) ?? zones.find((each) => each.countries.includes('*'))
  const rule = taxes.find((each) => each.country === country) ?? taxes.find((each) => each.country === '*')
  return {
    options: options.filter((option) => option.isActive && option.zoneId === zone?.id),
    tax: rule ? { name: rule.name, rateBps: rule.rateBps, inclusive: rule.inclusive, onDelivery: rule.onDelivery } : null,
  }
}

/** How goods worth `subtotal` get to a country from now, and how they are taxed there. */
export async function shippingTo(
  ctx: Context,
  { country, subtotal }: { country: string; subtotal: bigint },
): Promise<{ offers: DeliveryOffer[]; tax: TaxRule | null }> {
  const { options, tax } = rulesFor(country, await ctx.shipping.read())
  const day = { ...workingDay, timeZone: ctx.config.shop.timeZone }
  const now = ctx.clock.now()
  return {
    offers: options.map((option) => ({
      id: option.id,
      kind: option.kind,
      name: option.name,
      place: option.place,
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
export function priceOf({ price, freeFrom }: Pick<Option, 'price' | 'freeFrom'>, subtotal: bigint): bigint {
  return freeFrom !== null && subtotal >= freeFrom ? 0n : price
}

/** Where we deliver to, in alphabetical order; everywhere when a zone says `*`. */
export async function deliveredCountries(ctx: Context): Promise<string[]> {
  const { zones } = await ctx.shipping.read()
  const named = new Set(zones.flatMap((zone) => zone.countries))
  return named.has('*') ? [...countryCodes] : [...named].toSorted()
}
