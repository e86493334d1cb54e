import { queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { Cart } from 'shared/cart.schema'
import { maxQuantity } from 'shared/catalog'
import type { ProductCard } from 'shared/catalog.schema'
import { say, useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { toast } from '../../ui/toast.tsx'
import { createCartSync } from './cart-sync.ts'
import { quantityOf, withWanted, type LinePreview } from './changes.ts'

export { quantityOf, type LinePreview }
export { starsOf } from './sums.ts'

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

/** Puts a line back where it was: its place can only be told with the whole cart. */
async function putBack(queryClient: QueryClient, before: Cart, variantId: string): Promise<void> {
  const sync = syncFor(queryClient)
  const line = before.lines.find((each) => each.variantId === variantId)
  if (!line) return sync.set(variantId, 0)
  await sync.flush()
  const now = queryClient.getQueryData<Cart>(cartKey) ?? before
  const held = new Map([...now.lines, line].map((each) => [each.variantId, each]))
  const places = new Set([...before.lines, ...now.lines].map((each) => each.variantId).filter((id) => held.has(id)))
  const lines = [...places].map((id) => held.get(id)!)
  queryClient.setQueryData<Cart>(cartKey, withWanted({ ...now, lines }, new Map([[variantId, { quantity: line.quantity }]])))
  try {
    const { api, read } = await client()
    const answer = await read(
      api.cart.$put({ json: { lines: lines.map((each) => ({ variantId: each.variantId, quantity: each.quantity })) } }),
    )
    queryClient.setQueryData<Cart>(cartKey, sync.over(answer))
  } catch {
    // Without a network, or beside a line that is no longer sold, at least the line itself comes back.
    sync.set(variantId, line.quantity, line)
  }
}

/** @returns remembers the cart as it is; what it answers brings one line back to that. */
export function useCartUndo(): (variantId: string) => () => void {
  const queryClient = useQueryClient()
  return (variantId) => {
    const before = queryClient.getQueryData<Cart>(cartKey)
    return () => void (before && putBack(queryClient, before, variantId))
  }
}

export type SetQuantity = (quantity: number, preview: LinePreview) => void

/** Changes how many of a variant the cart holds: shown at once, told to the server after. */
export function useSetQuantity(): SetQuantity {
  const t = useT()
  const queryClient = useQueryClient()
  const sync = syncFor(queryClient)
  const undoOf = useCartUndo()
  return (quantity, preview) => {
    const before = quantityOf(queryClient.getQueryData<Cart>(cartKey), preview.variantId)
    const most = Math.min(maxQuantity, preview.available ?? maxQuantity)
    const next = Math.max(0, Math.min(most, quantity))
    if (next === before) return
    const undo = { text: t('common.undo'), onPress: undoOf(preview.variantId) }
    sync.set(preview.variantId, next, preview)
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
