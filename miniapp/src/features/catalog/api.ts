import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Home, Product, ProductCard } from 'shared/catalog.schema'
import type { ProductKind } from 'shared/catalog'
import type { Language } from 'shared/locale'
import { request } from '../../lib/request.ts'

// The catalogue is public and on the first screen, so it is read without the typed client, which comes later.

/** What the page asked for at this address before this code had come, used once; else it is asked for now. */
async function readEarly<Body>(address: string, signal: AbortSignal): Promise<Body> {
  const { early = {} } = window as unknown as { early?: Record<string, Promise<Response>> }
  const asked = early[address]
  delete early[address]
  const answer = await asked?.catch(() => undefined)
  return (await (answer?.ok ? answer : await request(address, { signal })).json()) as Body
}

/** The shop's front. */
export const homeQuery = (language: Language) =>
  queryOptions({
    queryKey: ['catalog', 'home', language],
    queryFn: ({ signal }) => readEarly<Home>(`/api/v1/catalog/home?lang=${language}`, signal),
  })

export type ProductList = {
  category?: string
  q?: string
  sort?: 'featured' | 'newest' | 'price_up' | 'price_down'
  kind?: ProductKind
  inStock?: boolean
}

type ProductPage = { items: ProductCard[]; nextCursor?: string; total: number; didYouMean?: string }

/** A list of products by category or words, page by page. While other filters load, the old list stays. */
export const productsQuery = (list: ProductList, language: Language) =>
  infiniteQueryOptions({
    queryKey: ['catalog', 'products', list, language],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }): Promise<ProductPage> => {
      const { inStock, ...rest } = list
      const query = new URLSearchParams({ ...rest, lang: language })
      if (inStock) query.set('inStock', 'true')
      if (pageParam) query.set('cursor', pageParam)
      return (await (await request(`/api/v1/catalog/products?${query}`, { signal })).json()) as ProductPage
    },
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const productQuery = (slugOrId: string, language: Language) =>
  queryOptions({
    queryKey: ['catalog', 'product', slugOrId, language],
    queryFn: ({ signal }) => readEarly<Product>(`/api/v1/catalog/products/${encodeURIComponent(slugOrId)}?lang=${language}`, signal),
  })
