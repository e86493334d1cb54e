import { queryOptions, useQuery } from '@tanstack/react-query'
import type { OrderCard } from 'shared/orders.schema'
import type { Page } from 'shared/page'

/** The orders that still move, newest first: for the badge and the strip on the shop's front. */
export const activeOrdersQuery = () =>
  queryOptions({
    queryKey: ['orders', 'active'],
    queryFn: async (): Promise<Page<OrderCard>> => {
      const { api, read } = await import('../../lib/api-client.ts')
      return read(api.orders.$get({ query: { active: 'true', limit: '10' } }))
    },
  })

/** The newest order that still waits to be paid. */
export function useUnpaidOrder(): OrderCard | undefined {
  return useActiveOrders().find((order) => order.state === 'pending_payment' && order.payment === 'unpaid')
}

export function useActiveOrders() {
  return useQuery(activeOrdersQuery()).data?.items ?? []
}
