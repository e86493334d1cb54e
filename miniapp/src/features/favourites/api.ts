import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CartLine } from 'shared/cart.schema'
import type { ProductCard } from 'shared/catalog.schema'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { haptic } from '../../lib/telegram.ts'
import { toast } from '../../ui/toast.tsx'
import { useSetQuantity } from '../cart/api.ts'

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
  return (line) => {
    haptic('light')
    setQuantity(0, line)
    const save = async () => {
      const { api } = await client()
      await api.me.favourites[':productId'].$put({ param: { productId: line.productId } })
      await queryClient.invalidateQueries({ queryKey: key })
    }
    save().catch((error: unknown) => {
      setQuantity(line.quantity, line)
      toast({ icon: 'warn', text: problemText(t, error) })
    })
  }
}
