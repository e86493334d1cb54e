import type { Address } from 'shared/users.schema'
import type { CustomerContext } from '../../context.ts'
import { requestProblem } from '../../platform/problem.ts'
import { authProblem } from '../auth/index.ts'
import { userProblem } from './problems.ts'
import { findBuyer } from './queries-buyer.ts'

/** What checkout needs to know of who buys. */
export type Buyer = {
  name: string
  phone: string | null
  country: string
  address: Omit<Address, 'isDefault'> | null
}

/**
 * The actor as a buyer, with the address named or else their default one, in one statement. It also looks at the rows of their ban and
 * their session, which this process may know from some moments ago: what is bought is bought by who may buy now.
 * @throws users/address-not-found also for somebody else's · auth/banned · request/signed-out
 */
export async function buyerOf(ctx: CustomerContext, { addressId }: { addressId?: string | undefined }): Promise<Buyer> {
  const row = await findBuyer(ctx.db, { userId: ctx.actor.userId, sessionId: ctx.actor.sessionId, addressId })
  if (!row) throw userProblem('not-found')
  if (row.bannedAt) throw authProblem('banned')
  if (row.isSignedOut) throw requestProblem('signed-out')
  if (addressId !== undefined && !row.address) throw userProblem('address-not-found')
  const { address } = row
  return {
    name: [row.firstName, row.lastName].filter(Boolean).join(' '),
    phone: row.phone === null ? null : ctx.sealer.open<string>('phone', row.phone),
    country: row.country,
    address: address && {
      id: address.id,
      country: address.country,
      ...ctx.sealer.open<Omit<Address, 'id' | 'country' | 'isDefault'>>('address', address.body),
    },
  }
}
