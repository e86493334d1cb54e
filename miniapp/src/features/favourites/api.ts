import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CartLine } from 'shared/cart.schema'
import type { ProductCard } from 'shared/catalog.schema'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { haptic } from '../../lib/telegram.ts'
import { toast } from '../../ui/toast.tsx'
import { useCartUndo, useSetQuantity } from '../cart/api.ts'

const key = ['favourites'] as const
type Saved = { items: ProductCard[] }

const client = () => import('../../lib/api-client.ts')

export const favouritesQuery = () =>
  queryOptions({
    queryKey: key,
    queryFn: async (): Promise<Saved> => {
      const { api, read } = await client()
      return read(api.me.favourites.$get())
    },
  })

export function useFavourites() {
  return useQuery(favouritesQuery())
}

/** Whether a product is saved, and how to change it: the heart answers at once and takes it back when the server refuses. */
export function useFavourite(product: ProductCard): { saved: boolean; toggle: () => void } {
  const t = useT()
  const queryClient = useQueryClient()
  const saved = useFavourites().data?.items.some((item) => item.id === product.id) ?? false
  const { mutate } = useMutation({
    mutationFn: async (save: boolean) => {
      const { api } = await client()
      const one = api.me.favourites[':productId']
      await (save ? one.$put({ param: { productId: product.id } }) : one.$delete({ param: { productId: product.id } }))
    },
    onMutate: (save) => {
      const before = queryClient.getQueryData<Saved>(key)
      const others = before?.items.filter((item) => item.id !== product.id) ?? []
      queryClient.setQueryData<Saved>(key, { items: save ? [product, ...others] : others })
      return before
    },
    onError: (error, _save, before) => {
      queryClient.setQueryData(key, before)
      toast({ icon: 'warn', text: problemText(t, error) })
    },
  })
  const toggle = () => {
    haptic('light')
    mutate(!saved)
  }
  return { saved, toggle }
}

/** Moves a line of the cart to the saved products: saved first, so that nothing is lost half-way. */
export function useSaveForLater(): (line: CartLine) => void {
  const t = useT()
  const queryClient = useQueryClient()
  const setQuantity = useSetQuantity()
  const undoOf = useCartUndo()
  return (line) => {
    haptic('light')
    const putBack = undoOf(line.variantId)
    const wasSaved = queryClient.getQueryData<Saved>(key)?.items.some((item) => item.id === line.productId)
    const tell = async (save: boolean) => {
      const { api } = await client()
      const one = api.me.favourites[':productId']
      await (save ? one.$put({ param: { productId: line.productId } }) : one.$delete({ param: { productId: line.productId } }))
      await queryClient.invalidateQueries({ queryKey: key })
    }
    const refused = (error: unknown) => toast({ icon: 'warn', text: problemText(t, error) })
    const undo = () => {
      putBack()
      if (!wasSaved) tell(false).catch(refused)
    }
    setQuantity(0, line)
    toast({ icon: 'heart', text: t('cart.savedToast'), action: { text: t('common.undo'), onPress: undo } })
    tell(true).catch((error: unknown) => {
      putBack()
      refused(error)
    })
  }
}
