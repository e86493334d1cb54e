import type { LocalText } from 'shared/locale'
import type { DeliveryZoneInput } from 'shared/shipping.schema'
import type { z } from 'zod'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { shippingChanged } from './kept-shipping.ts'
import { isSameCity } from './places.ts'
import { refuseStale, shippingProblem } from './problems.ts'
import { deleteZone, findZone, insertZone, lockZones, updateZone, zonesIn } from './queries-admin.ts'

type ZoneEdit = z.output<typeof DeliveryZoneInput>

/** @throws shipping/country-taken */
export function createZone(ctx: StaffContext, { version: _new, ...input }: ZoneEdit): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await lockZones(ctx.db)
    await refuseTaken(ctx, input)
    const id = newId()
    await insertZone(ctx.db, { id, ...input, name: input.name as LocalText })
    shippingChanged(ctx)
    await audit(ctx, 'shipping.zone-created', { type: 'delivery-zone', id }, { after: input })
  })
}

/** @throws shipping/zone-not-found · shipping/changed-meanwhile · shipping/country-taken */
export function saveZone(ctx: StaffContext, { zoneId, input: { version, ...input } }: { zoneId: string; input: ZoneEdit }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await lockZones(ctx.db)
    const before = await findZone(ctx.db, zoneId)
    if (!before) throw shippingProblem('zone-not-found')
    refuseStale(before, { version })
    await refuseTaken(ctx, input, zoneId)
    await updateZone(ctx.db, zoneId, { ...input, name: input.name as LocalText, version: before.version + 1 })
    const { id: _id, version: _version, ...was } = before
    shippingChanged(ctx)
    await audit(ctx, 'shipping.zone-changed', { type: 'delivery-zone', id: zoneId }, { before: was, after: input })
  })
}

/** Ends delivery to a zone, with all its options. Orders already placed keep what they agreed. @throws shipping/zone-not-found */
export function removeZone(ctx: StaffContext, { zoneId }: { zoneId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await lockZones(ctx.db)
    const before = await findZone(ctx.db, zoneId)
    if (!before) throw shippingProblem('zone-not-found')
    await deleteZone(ctx.db, zoneId)
    const { id: _id, ...was } = before
    shippingChanged(ctx)
    await audit(ctx, 'shipping.zone-removed', { type: 'delivery-zone', id: zoneId }, { before: was })
  })
}

/** A country as a whole is in one zone only, and so is a city that is named, however it is spelt; a city's zone lies inside its country's. */
async function refuseTaken(
  ctx: StaffContext,
  { countries, cities }: Pick<ZoneEdit, 'countries' | 'cities'>,
  zoneId?: string,
): Promise<void> {
  const others = await zonesIn(ctx.db, countries, zoneId)
  const other = others.find((zone) =>
    cities.length === 0 ? zone.cities.length === 0 : zone.cities.some((each) => cities.some((city) => isSameCity(each, city))),
  )
  const country = countries.find((each) => other?.countries.includes(each))
  if (country) throw shippingProblem('country-taken', { facts: { country } })
}
