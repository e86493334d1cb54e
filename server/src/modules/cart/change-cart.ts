import type { Cart } from 'shared/cart.schema'
import { maxCartLines } from 'shared/catalog'
import type { CustomerContext } from '../../context.ts'
import { asCart } from './lines.ts'
import { cartProblem } from './problems.ts'
import { deleteLine, replaceLines, selectCart, upsertLine, type CartRead } from './queries.ts'

/** The actor's cart, with what the catalogue says of it now. */
export async function showCart(ctx: CustomerContext): Promise<Cart> {
  return present(ctx, await selectCart(ctx.db, ctx.actor.userId))
}

/**
 * Puts so many of a variant into the cart, or takes it out with 0. More than there is is allowed, and told as trouble.
 * @throws cart/not-for-sale, cart/full
 */
export async function setLine(ctx: CustomerContext, { variantId, quantity }: { variantId: string; quantity: number }): Promise<Cart> {
  const line = { userId: ctx.actor.userId, variantId, at: ctx.clock.now() }
  if (quantity === 0) return present(ctx, await deleteLine(ctx.db, line))
  const changed = await upsertLine(ctx.db, { ...line, quantity })
  if (changed === 'full') throw cartProblem('full', { facts: { most: maxCartLines } })
  if (changed === 'not-for-sale') throw cartProblem('not-for-sale', { facts: { variantId } })
  return present(ctx, changed)
}

/**
 * Makes these all the cart holds.
 * @throws cart/not-for-sale for what was not in the cart before and is not sold; nothing is changed then
 */
export async function setLines(
  ctx: CustomerContext,
  { lines }: { lines: readonly { variantId: string; quantity: number }[] },
): Promise<Cart> {
  const replaced = await replaceLines(ctx.db, { userId: ctx.actor.userId, lines, at: ctx.clock.now() })
  if ('notForSale' in replaced) throw cartProblem('not-for-sale', { facts: { variantId: replaced.notForSale } })
  return present(ctx, replaced.cart)
}

function present(ctx: CustomerContext, read: CartRead): Cart {
  return asCart(read, { language: ctx.actor.language, currency: ctx.config.shop.currency })
}
