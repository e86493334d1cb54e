import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import { catalogProblem } from './problems.ts'
import { archiveProduct as archiveRow, findEditedProduct } from './queries-admin.ts'

/** Takes a product off the shelf. Orders keep it, and it can be made active again. Once archived, nothing more happens. */
export function archiveProduct(ctx: StaffContext, { productId }: { productId: string }): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    const found = await findEditedProduct(ctx.db, productId)
    if (!found) throw catalogProblem('not-found')
    if (found.product.status === 'archived') return
    await archiveRow(ctx.db, productId, ctx.clock.now())
    await audit(
      ctx,
      'catalog.product-archived',
      { type: 'product', id: productId },
      { before: { status: found.product.status }, after: { status: 'archived' } },
    )
    catalogChanged(ctx)
  })
}
