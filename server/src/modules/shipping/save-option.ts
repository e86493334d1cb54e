import type { LocalText } from 'shared/locale'
import type { DeliveryOptionInput } from 'shared/shipping.schema'
import type { z } from 'zod'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { shippingChanged } from './kept-shipping.ts'
import { refuseStale, shippingProblem } from './problems.ts'
import { deleteOption, findOption, findZone, insertOption, updateOption } from './queries-admin.ts'

type OptionEdit = z.output<typeof DeliveryOptionInput>

/** @throws shipping/zone-not-found */
export function createOption(
  ctx: StaffContext,
  { zoneId, input: { version: _new, ...input } }: { zoneId: string; input: OptionEdit },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    if (!(await findZone(ctx.db, zoneId))) throw shippingProblem('zone-not-found')
    const id = newId()
    await insertOption(ctx.db, { id, zoneId, ...asColumns(input) })
    shippingChanged(ctx)
    await audit(ctx, 'shipping.option-created', { type: 'delivery-option', id }, { zoneId, after: input })
  })
}

/**
 * Counts from the next quote on: a quote that was given is refused when its price is no longer this one.
 * @throws shipping/option-not-found · shipping/changed-meanwhile
 */
export function saveOption(
  ctx: StaffContext,
  { optionId, input: { version, ...input } }: { optionId: string; input: OptionEdit },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await findOption(ctx.db, optionId)
    if (!before) throw shippingProblem('option-not-found')
    refuseStale(before, { version })
    await updateOption(ctx.db, optionId, { ...asColumns(input), version: before.version + 1 })
    const { id: _id, version: _version, zoneId, price, freeFrom, ...was } = before
    const facts = { zoneId, before: { ...was, price: String(price), freeFrom: freeFrom?.toString() ?? null }, after: input }
    shippingChanged(ctx)
    await audit(ctx, 'shipping.option-changed', { type: 'delivery-option', id: optionId }, facts)
  })
}

/** @throws shipping/option-not-found */
export function removeOption(ctx: StaffContext, { optionId }: { optionId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const before = await findOption(ctx.db, optionId)
    if (!before) throw shippingProblem('option-not-found')
    await deleteOption(ctx.db, optionId)
    shippingChanged(ctx)
    await audit(
      ctx,
      'shipping.option-removed',
      { type: 'delivery-option', id: optionId },
      { zoneId: before.zoneId, name: before.name, price: String(before.price) },
    )
  })
}

function asColumns({ name, place, price, freeFrom, ...rest }: Omit<OptionEdit, 'version'>) {
  return {
    ...rest,
    name: name as LocalText,
    place: place as LocalText | null,
    price: BigInt(price),
    freeFrom: freeFrom === null ? null : BigInt(freeFrom),
  }
}
