import type { CustomerContext } from '../../context.ts'
import { variantsForSale } from '../catalog/index.ts'
import { fillLines, type FilledLine } from './lines.ts'
import { selectCart, takeLines } from './queries.ts'

export { asCartLine, fillLines, type FilledLine } from './lines.ts'

/** What the actor's cart holds, line by line, beside what the catalogue says of it now. */
export async function readCart(ctx: CustomerContext): Promise<FilledLine[]> {
  const { lines } = await selectCart(ctx.db, ctx.actor.userId)
  const variants = await variantsForSale(
    ctx.db,
    lines.map((line) => line.variantId),
    ctx.actor.language,
  )
  return fillLines(lines, variants)
}

/**
 * Takes what was bought out of the cart, in the order's transaction. Of two that buy the same cart at once, the second
 * waits for the first and then finds nothing.
 * @returns whether all of it was there, each with exactly this quantity; if not, the caller must not commit
 */
export async function removeFromCart(ctx: CustomerContext, lines: readonly { variantId: string; quantity: number }[]): Promise<boolean> {
  return (await takeLines(ctx.db, { userId: ctx.actor.userId, lines, at: ctx.clock.now() })) === lines.length
}
