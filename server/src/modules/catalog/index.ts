import type { ProductCard } from 'shared/catalog.schema'
import type { Language } from 'shared/locale'
import type { Context } from '../../context.ts'
import { asCard } from './present.ts'

export { catalogProblem } from './problems.ts'
export { asPicture } from './picture.ts'
export { isCatalogEmpty } from './queries-seed.ts'
export { forSale, type ForSaleRead } from './queries.ts'
export { asVariantForSale, variantsForSale, type VariantForSale } from './variants-for-sale.ts'
export { commitReservations, releaseReservations, reserveStock, takeBackGoods } from './stock.ts'
export { createCatalogue, type Catalogue } from './catalogue.ts'

/** The cards of these products, in this order; those no longer sold are left out. From the snapshot: no SQL. */
export async function productCards(ctx: Context, productIds: readonly string[], language: Language): Promise<ProductCard[]> {
  const { byId } = await ctx.catalog.read()
  return productIds.flatMap((id) => byId.get(id) ?? []).map((product) => asCard(product, language))
}
