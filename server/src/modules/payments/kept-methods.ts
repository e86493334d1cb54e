import type { Context } from '../../context.ts'
import { askGateway } from './ask-gateway.ts'
import { keptKey } from './asked-lately.ts'
import type { KeptMethod } from './gateways/gateway.ts'
import { paymentProblem } from './problems.ts'
import { customersOf } from './queries.ts'

export type KeptMethodOf = KeptMethod & { gateway: string }

/** Ways to pay that somebody let gateways keep, as the gateways tell. @throws payments/method-unavailable when one does not answer */
export async function listKeptMethods(ctx: Context, userId: string): Promise<KeptMethodOf[]> {
  const found: KeptMethodOf[] = []
  for (const { gateway: id, reference } of await customersOf(ctx.db, userId)) {
    const gateway = ctx.gateways.get(id)
    const kept = gateway?.kept
    if (!gateway || !kept) continue
    const methods = await ctx.asked.kept.get(keptKey({ gateway: id, userId }), ctx.clock, async () => {
      const told = await askGateway(ctx, gateway, () => kept.list(reference))
      if (!told.ok) throw paymentProblem('method-unavailable', { facts: { gateway: id } })
      return told.answer
    })
    found.push(...methods.map((method) => ({ ...method, gateway: id })))
  }
  return found
}

/** @throws payments/kept-method-not-found when it is not theirs · payments/method-unavailable when the gateway does not answer */
export async function removeKeptMethod(
  ctx: Context,
  { userId, gateway: id, method }: { userId: string; gateway: string; method: string },
): Promise<void> {
  const gateway = ctx.gateways.get(id)
  const kept = gateway?.kept
  const customer = (await customersOf(ctx.db, userId)).find((each) => each.gateway === id)?.reference
  if (!gateway || !kept || !customer) throw paymentProblem('kept-method-not-found')
  const removed = await askGateway(ctx, gateway, () => kept.remove(customer, method))
  ctx.asked.kept.drop(keptKey({ gateway: id, userId }))
  if (!removed.ok && removed.fault.kind !== 'not-found') throw paymentProblem('method-unavailable', { facts: { gateway: id } })
  if (!removed.ok || !removed.answer) throw paymentProblem('kept-method-not-found')
}
