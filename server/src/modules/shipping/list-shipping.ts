import type { LocalText } from 'shared/locale'
import type { AdminShipping } from 'shared/shipping.schema'
import type { Context } from '../../context.ts'
import { selectAllShipping } from './queries.ts'

/** All zones with their options, those switched off too, and all tax rules, as staff edit them. */
export async function listShipping(ctx: Context): Promise<AdminShipping> {
  const { zones, options, taxes } = await selectAllShipping(ctx.db)
  return {
    zones: zones.map(({ id, name, countries, cities, alsoWider, position, version }) => ({
      id,
      name,
      countries: countries as AdminShipping['zones'][number]['countries'],
      cities,
      alsoWider,
      position,
      version,
      options: options
        .filter((option) => option.zoneId === id)
        .map(({ zoneId: _zone, price, freeFrom, ...option }) => ({
          ...option,
          name: option.name satisfies LocalText,
          price: price.toString(),
          freeFrom: freeFrom?.toString() ?? null,
        })),
    })),
    taxes: taxes.map((rule) => ({ ...rule, country: rule.country as AdminShipping['taxes'][number]['country'] })),
  }
}
