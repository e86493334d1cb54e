import type { CustomerContext } from '../../context.ts'
import { asLines, type FilledLine } from './lines.ts'
import { selectCart, takeLines } from './queries.ts'

export { asCartLine, fillLine, type FilledLine } from './lines.ts'

/** What the actor's cart holds, line by line, beside what the catalogue says of it now. One statement. */
export async function readCart(ctx: CustomerContext): Promise<FilledLine[]> {
  return asLines(await selectCart(ctx.db, ctx.actor.userId), ctx.actor.language)
}

/**
 * Takes what was bought out of the cart, in the order's transaction. Of two that buy the same cart at once, the second
 * waits for the first and then finds nothing.
 * @returns whether all of it was there, each with exactly this quantity; if not, the caller must not commit
 */
export async function removeFromCart(ctx: CustomerContext, lines: readonly { variantId: string; quantity: number }[]): Promise<boolean> {
  return (await takeLines(ctx.db, { userId: ctx.actor.userId, lines, at: ctx.clock.now() })) === lines.length
}
