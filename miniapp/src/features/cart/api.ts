import { mutationOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Cart } from 'shared/cart.schema'
import { api, read } from '../../lib/api-client.ts'
import { useMe } from '../../lib/session.tsx'

export const cartKey = ['cart'] as const

export const cartQuery = () => queryOptions({ queryKey: cartKey, queryFn: async (): Promise<Cart> => read(api.cart.$get()) })

export function useCart() {
  const me = useMe()
  return useQuery({ ...cartQuery(), enabled: me !== undefined })
}
