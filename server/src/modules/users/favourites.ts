import type { ProductCard } from 'shared/catalog.schema'
import type { CustomerContext } from '../../context.ts'
import { productCards } from '../catalog/index.ts'
import { userProblem } from './problems.ts'
import { deleteFavourite, insertFavourite, listFavouriteIds } from './queries.ts'

/** What the actor marked and is still sold, newest first. */
export async function favouritesOf(ctx: CustomerContext): Promise<ProductCard[]> {
  return productCards(ctx, await listFavouriteIds(ctx.db, ctx.actor.userId), ctx.actor.language)
}

/** @throws users/product-not-found */
export async function addFavourite(ctx: CustomerContext, { productId }: { productId: string }): Promise<void> {
  if ((await productCards(ctx, [productId], ctx.actor.language)).length === 0) throw userProblem('product-not-found')
  await insertFavourite(ctx.db, { userId: ctx.actor.userId, productId, createdAt: ctx.clock.now() })
}

export function removeFavourite(ctx: CustomerContext, { productId }: { productId: string }): Promise<void> {
  return deleteFavourite(ctx.db, { userId: ctx.actor.userId, productId })
}
