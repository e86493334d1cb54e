import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Home, Product, ProductCard } from 'shared/catalog.schema'
import type { ProductKind } from 'shared/catalog'
import type { Language } from 'shared/locale'
import { request } from '../../lib/request.ts'

// The catalogue is public and on the first screen, so it is read without the typed client, which comes later.

type EarlyHome = { home?: Promise<Response> }

/** The shop's front. The page asked for it before this code had come; that answer is used once. */
export const homeQuery = (language: Language) =>
  queryOptions({
    queryKey: ['catalog', 'home', language],
    queryFn: async ({ signal }): Promise<Home> => {
      const early = (window as unknown as { early?: EarlyHome }).early
      const asked = early?.home
      delete early?.home
      const answer = language === askedIn ? await asked?.catch(() => undefined) : undefined
      if (answer?.ok) return (await answer.json()) as Home
      return (await (await request(`/api/v1/catalog/home?lang=${language}`, { signal })).json()) as Home
    },
  })

/** The language of the page when it asked early, before words were loaded. */
const askedIn = document.documentElement.lang

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
    queryFn: async ({ signal }): Promise<Product> =>
      (await (await request(`/api/v1/catalog/products/${encodeURIComponent(slugOrId)}?lang=${language}`, { signal })).json()) as Product,
  })
