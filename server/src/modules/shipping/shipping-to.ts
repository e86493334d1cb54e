import { countryCodes } from 'shared/countries'
import type { LocalText } from 'shared/locale'
import type { Context } from '../../context.ts'
import type { AllShipping } from './queries.ts'
import { isIn } from './places.ts'
import { promisedTime } from './working-hours.ts'

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

type Zone = AllShipping['zones'][number]
type Option = AllShipping['options'][number]
type TaxRule = Pick<AllShipping['taxes'][number], 'name' | 'rateBps' | 'inclusive' | 'onDelivery'>

/** Where goods go. Without a city, as before an address is known, everything a city of the country may be offered is. */
export type Destination = { country: string; city?: string | undefined }

/**
 * The zones whose ways a destination is offered, nearest first. One for its city comes before the wider one: that for its country, or
 * where there is none that for everywhere else (`*`), which adds to the nearer only where staff said so.
 */
function zonesFor({ country, city }: Destination, zones: Zone[]): Zone[] {
  const here = zones.filter((zone) => zone.countries.includes(country))
  const near = here.filter(({ cities }) => cities.length > 0 && (city === undefined || cities.some((each) => isIn(city, each))))
  if (near.length > 0 && city !== undefined && !near.some((zone) => zone.alsoWider)) return near
  const wide = here.filter(({ cities }) => cities.length === 0)
  return [...near, ...(wide.length > 0 ? wide : zones.filter((zone) => zone.countries.includes('*')))]
}

/** The ways to deliver, in the merchant's order, and the tax rule. Whoever picks up comes to us, from any city of the country. */
function rulesFor(to: Destination, { zones, options, taxes }: AllShipping): { options: Option[]; tax: TaxRule | null } {
  const nearest = zonesFor(to, zones)
  const offering = [...nearest, ...zones.filter((zone) => zone.countries.includes(to.country) && !nearest.includes(zone))]
  const rule = taxes.find((each) => each.country === to.country) ?? taxes.find((each) => each.country === '*')
  return {
    options: offering.flatMap((zone) =>
      options.filter((option) => option.isActive && option.zoneId === zone.id && (option.kind === 'pickup' || nearest.includes(zone))),
    ),
    tax: rule ? { name: rule.name, rateBps: rule.rateBps, inclusive: rule.inclusive, onDelivery: rule.onDelivery } : null,
  }
}

/** How goods worth `subtotal` get to a destination from now, and how they are taxed there. */
export async function shippingTo(
  ctx: Context,
  { subtotal, ...to }: Destination & { subtotal: bigint },
): Promise<{ offers: DeliveryOffer[]; tax: TaxRule | null }> {
  const { options, tax } = rulesFor(to, await ctx.shipping.read())
  const { timeZone } = ctx.config.shop
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
      ...promisedTime(now, option, { ...option, timeZone }),
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
