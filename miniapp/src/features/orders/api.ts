import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { CreditNote, Order, Receipt } from 'shared/orders.schema'
import { api, read } from '../../lib/api-client.ts'

export { useUnpaidOrder } from './active-orders.ts'

export const orderKey = (number: string) => ['orders', 'one', number] as const

export const orderQuery = (number: string) =>
  queryOptions({
    queryKey: orderKey(number),
    queryFn: async (): Promise<Order> => read(api.orders[':number'].$get({ param: { number } })),
  })

/** Orders newest first, page by page; both those that move and those that are over when searching. */
export const orderListQuery = ({ active, q = '' }: { active?: boolean; q?: string }) =>
  infiniteQueryOptions({
    queryKey: ['orders', 'list', { active, q }],
    queryFn: async ({ pageParam }) =>
      read(
        api.orders.$get({
          query: {
            limit: '20',
            ...(active === undefined ? {} : { active: active ? ('true' as const) : ('false' as const) }),
            ...(q && { q }),
            ...(pageParam && { cursor: pageParam }),
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  })

export const receiptQuery = (number: string) =>
  queryOptions({
    queryKey: ['orders', 'receipt', number],
    queryFn: async (): Promise<Receipt> => read(api.orders[':number'].receipt.$get({ param: { number } })),
  })

export const creditNoteQuery = (number: string, creditNote: string) =>
  queryOptions({
    queryKey: ['orders', 'credit-note', number, creditNote],
    queryFn: async (): Promise<CreditNote> =>
      read(api.orders[':number']['credit-notes'][':creditNote'].$get({ param: { number, creditNote } })),
  })

/** An order as the server just answered it, for every screen that shows it. */
export function keepOrder(queryClient: QueryClient, order: Order): void {
  queryClient.setQueryData(orderKey(order.number), order)
  for (const part of ['active', 'list']) void queryClient.invalidateQueries({ queryKey: ['orders', part] })
}

export function useCancelOrder(number: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (): Promise<Order> => read(api.orders[':number'].cancel.$post({ param: { number } })),
    onSuccess: (order) => keepOrder(queryClient, order),
    // It may have moved on meanwhile: show where it is now.
    onError: () => queryClient.invalidateQueries({ queryKey: orderKey(number) }),
  })
}

/** A link to the receipt, or to one credit note, as PDF that opens without signing in, for five minutes. */
export function usePaperLink(number: string, creditNote?: string) {
  return useMutation({
    mutationFn: async (): Promise<string> => {
      const order = api.orders[':number']
      const { url } = await (creditNote === undefined
        ? read(order['receipt-link'].$post({ param: { number } }))
        : read(order['credit-notes'][':creditNote'].link.$post({ param: { number, creditNote } })))
      return new URL(url, location.origin).href
    },
  })
}
