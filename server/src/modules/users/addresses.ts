import type { Address } from 'shared/users.schema'
import type { Context, CustomerContext } from '../../context.ts'
import type { Sealer } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { userProblem } from './problems.ts'
import {
  chooseDefaultAddress,
  countAddresses,
  deleteAddress,
  findAddress,
  insertAddress,
  insertFirstAddress,
  listAddresses,
  lockUser,
  unsetDefaultAddress,
  updateAddress,
} from './queries.ts'
import type { AddressRow } from './tables.ts'

const addressesAtMost = 20

/** What is sealed: all of an address but its country. */
type Body = Omit<Address, 'id' | 'country' | 'isDefault'>
type Input = Omit<Address, 'id'>

/**
 * One of the actor's addresses, opened.
 * @throws users/address-not-found also for somebody else's
 */
export async function addressOf(ctx: CustomerContext, addressId: string): Promise<Address> {
  const row = await findAddress(ctx.db, { userId: ctx.actor.userId, addressId })
  if (!row) throw userProblem('address-not-found')
  return asAddress(row, ctx.sealer)
}

export async function addressesOf(ctx: CustomerContext): Promise<Address[]> {
  const rows = await listAddresses(ctx.db, ctx.actor.userId)
  return rows.map((row) => asAddress(row, ctx.sealer))
}

/** The first address is the default one, whatever it says. */
export async function addAddress(ctx: CustomerContext, input: Input): Promise<Address> {
  // Nearly everybody adds one address: one statement, and the index of defaults refuses the second of two at once.
  const at = ctx.clock.now()
  const parts = sealedParts(ctx, input)
  const row = { id: newId(), userId: ctx.actor.userId, ...parts, isDefault: true, createdAt: at, updatedAt: at, deletedAt: null }
  return (await insertFirstAddress(ctx.db, row)) ? asAddress(row, ctx.sealer) : addAnother(ctx, input)
}

function addAnother(ctx: CustomerContext, input: Input): Promise<Address> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    // Two tabs adding the last one wait for each other here.
    await lockUser(ctx.db, userId)
    const has = await countAddresses(ctx.db, userId)
    if (has >= addressesAtMost) throw userProblem('too-many-addresses', { facts: { most: addressesAtMost } })
    const isDefault = input.isDefault || has === 0
    if (isDefault && has > 0) await unsetDefaultAddress(ctx.db, userId)
    const at = ctx.clock.now()
    return asAddress(
      await insertAddress(ctx.db, { id: newId(), userId, ...sealedParts(ctx, input), isDefault, createdAt: at, updatedAt: at }),
      ctx.sealer,
    )
  })
}

/** @throws users/address-not-found */
export function changeAddress(ctx: CustomerContext, { addressId, input }: { addressId: string; input: Input }): Promise<Address> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    await lockUser(ctx.db, userId)
    if (input.isDefault) await unsetDefaultAddress(ctx.db, userId)
    const row = await updateAddress(
      ctx.db,
      { userId, addressId },
      { ...sealedParts(ctx, input), isDefault: input.isDefault, updatedAt: ctx.clock.now() },
    )
    if (!row) throw userProblem('address-not-found')
    if (row.isDefault) return asAddress(row, ctx.sealer)
    await chooseDefaultAddress(ctx.db, userId)
    return addressOf(ctx, addressId)
  })
}

/** @throws users/address-not-found */
export function removeAddress(ctx: CustomerContext, addressId: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const { userId } = ctx.actor
    await lockUser(ctx.db, userId)
    const emptied = ctx.sealer.seal('address', {})
    if (!(await deleteAddress(ctx.db, { userId, addressId, at: ctx.clock.now(), emptied }))) throw userProblem('address-not-found')
    await chooseDefaultAddress(ctx.db, userId)
  })
}

function sealedParts(ctx: Context, { country, isDefault: _isDefault, ...body }: Input): { country: string; body: string } {
  return { country, body: ctx.sealer.seal('address', body satisfies Body) }
}

function asAddress(row: AddressRow, sealer: Sealer): Address {
  return { id: row.id, ...sealer.open<Body>('address', row.body), country: row.country, isDefault: row.isDefault }
}
