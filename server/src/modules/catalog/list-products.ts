import type { z } from 'zod'
import type { ProductPage, ProductQuery } from 'shared/catalog.schema'
import type { Language } from 'shared/locale'
import { asCursor, parseCursor } from '../../platform/cursor.ts'
import { requestProblem } from '../../platform/problem.ts'
import { asCard } from './present.ts'
import type { ShelfProduct } from './shelf.ts'
import type { Snapshot } from './snapshot.ts'

type Query = z.output<typeof ProductQuery>
type Ranked = { product: ShelfProduct; rank: number }

/** A page of the shelf: filtered, sorted, from after the cursor. Equal ranks stand in the order of their ids. */
export function listProducts(snapshot: Snapshot, query: Query, language: Language): z.infer<typeof ProductPage> {
  const found = query.q ? snapshot.search(language)(query.q) : undefined
  const scores = found && new Map(found.ids.map(({ id, score }) => [id, score]))
  const cheapest = (product: ShelfProduct) =>
    Number(product.variants.reduce((least, { price }) => (price < least ? price : least), product.variants[0]?.price ?? 0n))
  const ranks: Record<Query['sort'], (product: ShelfProduct) => number> = {
    // While searching, the merchant's order gives way to how well it fits.
    featured: (product) => (scores ? -(scores.get(product.id) ?? 0) : (product.featured ? 0 : 1_000_000) + product.position),
    newest: (product) => -product.createdAt.getTime(),
    price_up: cheapest,
    price_down: (product) => -cheapest(product),
  }
  const rank = ranks[query.sort]

  const ranked = snapshot.products
    .filter((product) => !scores || scores.has(product.id))
    .filter((product) => !query.category || product.categorySlug === query.category)
    .filter((product) => !query.kind || product.kind === query.kind)
    .filter((product) => query.inStock !== 'true' || product.variants.some(({ available }) => available === null || available > 0))
    .map((product): Ranked => ({ product, rank: rank(product) }))
    .toSorted((a, b) => a.rank - b.rank || (a.product.id < b.product.id ? -1 : 1))

  const after = placeOf(query)
  const rest = after ? ranked.filter(({ product, rank }) => rank > after.rank || (rank === after.rank && product.id > after.id)) : ranked
  const page = rest.slice(0, query.limit)
  const last = page.at(-1)
  return {
    items: page.map(({ product }) => asCard(product, language)),
    total: ranked.length,
    ...(rest.length > page.length && last ? { nextCursor: asCursor([query.sort, last.rank, last.product.id]) } : {}),
    ...(found?.didYouMean ? { didYouMean: found.didYouMean } : {}),
  }
}

function placeOf(query: Query): { rank: number; id: string } | undefined {
  const values = parseCursor(query.cursor, 3)
  if (!values) return undefined
  const [sort, rank, id] = values
  if (sort !== query.sort || typeof rank !== 'number' || typeof id !== 'string') {
    throw requestProblem('invalid', { fields: [{ path: 'cursor', reason: 'belongs to another order of the list' }] })
  }
  return { rank, id }
}
