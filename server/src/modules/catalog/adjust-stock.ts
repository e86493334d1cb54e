import type { z } from 'zod'
import type { AdminProduct, StockAdjustment } from 'shared/catalog.schema'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import { catalogProblem } from './problems.ts'
import { adjustStockLevel, findVariantStock, insertStockMovements } from './queries-admin.ts'
import { readProduct } from './save-product.ts'

/**
 * Changes how many there are, and writes down why. What is promised to orders stays covered.
 * @throws catalog/variant-not-found, catalog/not-counted, catalog/stock-below-reserved
 */
export function adjustStock(
  ctx: StaffContext,
  { variantId, adjustment }: { variantId: string; adjustment: z.output<typeof StockAdjustment> },
): Promise<AdminProduct> {
  const { delta, reason, note } = adjustment
  return inTransaction(ctx, async (ctx) => {
    const level = await adjustStockLevel(ctx.db, variantId, delta)
    const variant = await findVariantStock(ctx.db, variantId)
    if (!variant) throw catalogProblem('variant-not-found')
    if (variant.onHand === null) throw catalogProblem('not-counted')
    if (!level)
      throw catalogProblem('stock-below-reserved', { facts: { sku: variant.sku, onHand: variant.onHand, reserved: variant.reserved ?? 0 } })

    await insertStockMovements(ctx.db, [{ id: newId(), variantId, delta, reason, note, actorId: ctx.actor.userId, at: ctx.clock.now() }])
    await audit(
      ctx,
      'catalog.stock-adjusted',
      { type: 'variant', id: variantId },
      { sku: variant.sku, reason, before: { onHand: level.onHand - delta }, after: { onHand: level.onHand } },
    )
    catalogChanged(ctx)
    return readProduct(ctx, variant.productId)
  })
}
