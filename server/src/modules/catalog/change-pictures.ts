import type { AdminProduct } from 'shared/catalog.schema'
import type { StaffContext } from '../../context.ts'
import { audit } from '../../platform/audit.ts'
import { newId } from '../../platform/ids.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { catalogChanged } from './catalogue.ts'
import { keepPicture } from './keep-picture.ts'
import { catalogProblem } from './problems.ts'
import { deletePictures, findEditedProduct, insertPicture, placePicture, touchProduct } from './queries-admin.ts'
import { readProduct } from './save-product.ts'

const mostPictures = 12

/**
 * Adds an uploaded picture behind the others.
 * @throws catalog/not-found, catalog/too-many-pictures, catalog/picture-too-large, catalog/picture-unreadable
 */
export async function addPicture(ctx: StaffContext, { productId, bytes }: { productId: string; bytes: Uint8Array }): Promise<AdminProduct> {
  // Looked up before the work of encoding, and again where it counts.
  await getRoomFor(ctx, productId)
  const file = await keepPicture(ctx, bytes)
  return inTransaction(ctx, async (ctx) => {
    await touchProduct(ctx.db, productId, ctx.clock.now())
    const { product } = await getRoomFor(ctx, productId)
    const id = newId()
    await insertPicture(ctx.db, { id, productId, fileId: file.id, alt: product.name })
    await audit(ctx, 'catalog.picture-added', { type: 'product', id: productId }, { pictureId: id, fileId: file.id })
    catalogChanged(ctx)
    return readProduct(ctx, productId)
  })
}

/**
 * Puts the pictures in this order; those not named are removed.
 * @throws catalog/not-found, catalog/picture-not-found
 */
export function orderPictures(
  ctx: StaffContext,
  { productId, pictureIds }: { productId: string; pictureIds: readonly string[] },
): Promise<AdminProduct> {
  return inTransaction(ctx, async (ctx) => {
    await touchProduct(ctx.db, productId, ctx.clock.now())
    const found = await findEditedProduct(ctx.db, productId)
    if (!found) throw catalogProblem('not-found')
    const before = found.pictures.map((picture) => picture.id)
    const wanted = [...new Set(pictureIds)]
    if (wanted.some((id) => !before.includes(id))) throw catalogProblem('picture-not-found')

    await deletePictures(
      ctx.db,
      before.filter((id) => !wanted.includes(id)),
    )
    for (const [position, id] of wanted.entries()) await placePicture(ctx.db, id, position)
    await audit(ctx, 'catalog.pictures-ordered', { type: 'product', id: productId }, { before, after: wanted })
    catalogChanged(ctx)
    return readProduct(ctx, productId)
  })
}

async function getRoomFor(ctx: StaffContext, productId: string) {
  const found = await findEditedProduct(ctx.db, productId)
  if (!found) throw catalogProblem('not-found')
  if (found.pictures.length >= mostPictures) throw catalogProblem('too-many-pictures')
  return found
}
