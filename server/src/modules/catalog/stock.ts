import type { Context } from '../../context.ts'
import { newId } from '../../platform/ids.ts'
import { catalogProblem } from './problems.ts'
import { returnStock, sellStock, takeBackStock, takeStock } from './queries-stock.ts'

/**
 * Promises the lines to the order, in its transaction: all of them or none. Exact under any number of buyers.
 * @throws catalog/out-of-stock naming the first variant that fell short, how many are left of it, and how many fell short
 */
export async function reserveStock(
  ctx: Context,
  orderId: string,
  lines: readonly { variantId: string; quantity: number }[],
): Promise<void> {
  if (lines.length === 0) return
  const [short, ...others] = await takeStock(
    ctx.db,
    orderId,
    lines.map(({ variantId, quantity }) => ({ reservationId: newId(), variantId, quantity })),
  )
  if (!short) return
  throw catalogProblem('out-of-stock', {
    facts: { variantId: short.variantId, left: short.left, wanted: short.wanted, short: 1 + others.length },
  })
}

/** What the order was promised is sold for good. Safe to run twice. @returns how many promises became sales */
export function commitReservations(ctx: Context, orderId: string): Promise<number> {
  return sellStock(ctx.db, orderId, ctx.clock.now())
}

/**
 * The order does not need its goods any more: promises are free again, and with `restock` sold goods go back on the
 * shelf. Without it they stay sold. Safe to run twice. @returns how many promises ended
 */
export function releaseReservations(ctx: Context, orderId: string, { restock }: { restock: boolean }): Promise<number> {
  return returnStock(ctx.db, orderId, { restock, at: ctx.clock.now() })
}

/**
 * Some of what the order was sold is given up again, and goes back on the shelf with `restock`. Never more than it was sold and still has.
 * @returns how many variants that were
 */
export function takeBackGoods(
  ctx: Context,
  orderId: string,
  { lines, restock }: { lines: readonly { variantId: string; quantity: number }[]; restock: boolean },
): Promise<number> {
  return takeBackStock(ctx.db, orderId, { lines, restock, at: ctx.clock.now() })
}
