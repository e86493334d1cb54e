import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { CheckoutRequest, Quote, QuoteRequest } from 'shared/checkout.schema'
import type { PlacedOrder } from 'shared/orders.schema'
import { api, read } from '../../lib/api-client.ts'
import { cartKey, tellCart } from '../cart/api.ts'
import { keepOrder } from '../orders/api.ts'

/** The price of the cart now, for these choices. */
export const quoteQuery = (request: QuoteRequest) =>
  queryOptions({
    queryKey: ['checkout', 'quote', request],
    queryFn: async ({ client }): Promise<Quote> => {
      await tellCart(client)
      return read(api.checkout.quote.$post({ json: request }))
    },
    // A quote is asked anew whenever the checkout opens; while it is open only a change or its end asks again.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })

export type Placing = { key: string; body: CheckoutRequest }

/** Turns the quote into an order; with the same key it answers with the same order, however often it is sent. */
export function usePlaceOrder() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ key, body }: Placing): Promise<PlacedOrder> =>
      read(api.checkout.$post({ json: body }, { headers: { 'idempotency-key': key } })),
    onSuccess: ({ order }) => {
      keepOrder(queryClient, order)
      void queryClient.invalidateQueries({ queryKey: cartKey })
    },
  })
}
