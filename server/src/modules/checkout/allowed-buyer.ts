import type { CustomerContext } from '../../context.ts'
import { requestProblem } from '../../platform/problem.ts'
import { authProblem } from '../auth/index.ts'
import { buyerOf, type Buyer } from '../users/index.ts'

/**
 * Who buys, when they may.
 * @throws users/address-not-found also for somebody else's · auth/banned · request/signed-out
 */
export async function allowedBuyer(ctx: CustomerContext, which: { addressId?: string | undefined }): Promise<Buyer> {
  const buyer = await buyerOf(ctx, which)
  if (buyer.barred === 'banned') throw authProblem('banned')
  if (buyer.barred) throw requestProblem(buyer.barred)
  return buyer
}
