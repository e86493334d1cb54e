import type { Address } from 'shared/users.schema'
import type { CustomerContext } from '../../context.ts'
import { userProblem } from './problems.ts'
import { findBuyer } from './queries-buyer.ts'

/** What checkout needs to know of who buys. */
export type Buyer = {
  name: string
  phone: string | null
  country: string
  address: Omit<Address, 'isDefault'> | null
  /** Why they may buy nothing now. */
  barred: 'banned' | 'signed-out' | null
}

/**
 * The actor as a buyer, with the address named or else their default one, in one statement. It also looks at the rows of their ban and
 * their session, which this process may know from some moments ago: what is bought is bought by who may buy now.
 * @throws users/address-not-found also for somebody else's
 */
export async function buyerOf(ctx: CustomerContext, { addressId }: { addressId?: string | undefined }): Promise<Buyer> {
  const row = await findBuyer(ctx.db, { userId: ctx.actor.userId, sessionId: ctx.actor.sessionId, addressId })
  if (!row) throw userProblem('not-found')
  const { address } = row
  const barred = row.bannedAt ? 'banned' : row.isSignedOut ? 'signed-out' : null
  if (addressId !== undefined && !address && !barred) throw userProblem('address-not-found')
  return {
    barred,
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
