import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { Cart } from 'shared/cart.schema'
import { maxQuantity } from 'shared/catalog'
import type { ProductCard } from 'shared/catalog.schema'
import { say, useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { toast } from '../../ui/toast.tsx'
import { createCartSync } from './cart-sync.ts'
import { quantityOf, type LinePreview } from './changes.ts'

export { quantityOf, type LinePreview }

export const cartKey = ['cart'] as const

/** The typed client comes after the first screen; the cart is shown on it. */
const client = () => import('../../lib/api-client.ts')

type Sync = ReturnType<typeof createCartSync>
const syncs = new WeakMap<QueryClient, Sync>()

function syncFor(queryClient: QueryClient) {
  const kept = syncs.get(queryClient)
  if (kept) return kept
  const sync = createCartSync({
    send: async (variantId, quantity) => {
      const { api, read } = await client()
      return read(api.cart.lines[':variantId'].$put({ param: { variantId }, json: { quantity } }))
    },
    show: (change) => queryClient.setQueryData<Cart>(cartKey, change),
    refused: (error) => {
      toast({ icon: 'warn', text: problemText(say, error) })
      void queryClient.invalidateQueries({ queryKey: cartKey })
    },
  })
  addEventListener('online', () => void sync.flush())
  syncs.set(queryClient, sync)
  return sync
}

export const cartQuery = (queryClient: QueryClient) =>
  queryOptions({
    queryKey: cartKey,
    queryFn: async (): Promise<Cart> => {
      const { api, read } = await client()
      return syncFor(queryClient).over(await read(api.cart.$get()))
    },
  })

/** The cart as it stands, with taps the server has not heard of yet. */
export function useCart() {
  return useQuery(cartQuery(useQueryClient()))
}

/** Waits until the server knows every tap, so that what is priced is what is seen. */
export const tellCart = (queryClient: QueryClient): Promise<void> => syncFor(queryClient).flush()

export type SetQuantity = (quantity: number, preview: LinePreview) => void

/** Changes how many of a variant the cart holds: shown at once, told to the server after. */
export function useSetQuantity(): SetQuantity {
  const t = useT()
  const queryClient = useQueryClient()
  const sync = syncFor(queryClient)
  return (quantity, preview) => {
    const before = quantityOf(queryClient.getQueryData<Cart>(cartKey), preview.variantId)
    const most = Math.min(maxQuantity, preview.available ?? maxQuantity)
    const next = Math.max(0, Math.min(most, quantity))
    if (next === before) return
    sync.set(preview.variantId, next, preview)
    const undo = { text: t('common.undo'), onPress: () => sync.set(preview.variantId, before, preview) }
    if (next === 0) toast({ icon: 'trash', text: t('cart.removed', { name: preview.name }), action: undo })
    else if (!navigator.onLine && before === 0) toast({ text: t('cart.addedOffline'), action: undo })
  }
}

/** What a list knows of a product that has just one variant. */
export function previewOf(card: ProductCard): LinePreview | undefined {
  if (!card.onlyVariantId) return undefined
  const { id, slug, name, subtitle, kind, hue, picture, price, stars, available } = card
  return {
    variantId: card.onlyVariantId,
    productId: id,
    slug,
    name,
    title: subtitle,
    kind,
    hue,
    picture,
    unitPrice: price,
    stars,
    available,
  }
}
