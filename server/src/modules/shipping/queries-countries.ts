import { countryCodes } from 'shared/countries'
import type { Db } from '../../platform/db.ts'
import { deliveryZones } from './tables.ts'

/** Where we deliver to, in alphabetical order; everywhere when a zone says `*`. */
export async function deliveredCountries(db: Db): Promise<string[]> {
  const zones = await db.select({ countries: deliveryZones.countries }).from(deliveryZones)
  const named = new Set(zones.flatMap((zone) => zone.countries))
  return named.has('*') ? [...countryCodes] : [...named].toSorted()
}
