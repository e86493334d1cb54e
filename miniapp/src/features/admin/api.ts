import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminProduct, ProductInput, StockAdjustment, CategoryInput } from 'shared/catalog.schema'
import type { AdminOrder } from 'shared/orders.schema'
import type { OrderFilter } from 'shared/orders'
import type { Role } from 'shared/permissions'
import type { AdminPaymentMethods } from 'shared/payment-methods.schema'
import type { PaymentMethod, RefundReason, Surface } from 'shared/payments'
import type { CaseDecision } from 'shared/payments.schema'
import type { ProductKind } from 'shared/catalog'
import type { Currency } from 'shared/currencies'
import type { DeliveryOptionInput, DeliveryZoneInput, TaxRuleInput, AdminShipping } from 'shared/shipping.schema'
import { api, read, request } from '../../lib/api-client.ts'

const admin = api.admin

export const todayQuery = () =>
  queryOptions({ queryKey: ['admin', 'today'], queryFn: async () => read(admin.today.$get()), refetchInterval: 60_000 })

// ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const ordersQuery = (filter: OrderFilter, q: string) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'orders', filter, q],
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      read(admin.orders.$get({ query: { filter, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) } })),
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

const orderKey = (number: string) => ['admin', 'order', number] as const

export const orderQuery = (number: string) =>
  queryOptions({ queryKey: orderKey(number), queryFn: async () => read(admin.orders[':number'].$get({ param: { number } })) })

/** A refund as staff grant it; `lines` is empty when it is for no goods in particular. */
type Granted = {
  paymentId: string
  amount: string
  currency: Currency
  lines: { lineId: string; quantity: number }[]
  withDelivery: boolean
  restock: boolean
  reason: RefundReason
  note: string
}

export type OrderChange =
  | { move: 'accept' | 'process' | 'deliver' }
  | { move: 'ship'; carrier: string; trackingNumber: string; trackingUrl: string }
  | { move: 'cancel'; reason: string; restock: boolean }
  | ({ move: 'refund'; key: string } & Granted)
  | { move: 'refund-sent'; refundId: string; evidence: string }
  | { move: 'refund-off'; refundId: string }
  | { move: 'note'; note: string }

/** Changes an order as this version of it was seen; what the server answers is the order as it stands then. */
export function useChangeOrder(order: Pick<AdminOrder, 'number' | 'version'>) {
  const queryClient = useQueryClient()
  const { number, version } = order
  return useMutation({
    mutationFn: (change: OrderChange): Promise<AdminOrder> => {
      const one = admin.orders[':number']
      const param = { number }
      switch (change.move) {
        case 'accept':
          return read(one.accept.$post({ param, json: { version } }))
        case 'process':
          return read(one.process.$post({ param, json: { version } }))
        case 'deliver':
          return read(one.deliver.$post({ param, json: { version } }))
        case 'ship': {
          const { carrier, trackingNumber, trackingUrl } = change
          return read(one.ship.$post({ param, json: { version, carrier, trackingNumber, trackingUrl } }))
        }
        case 'cancel':
          return read(one.cancel.$post({ param, json: { version, reason: change.reason, restock: change.restock } }))
        case 'refund': {
          const { move: _, key, ...granted } = change
          return read(one.refunds.$post({ param, json: { version, ...granted } }, { headers: { 'idempotency-key': key } }))
        }
        case 'refund-sent': {
          const { refundId, evidence } = change
          return read(one.refunds[':refundId'].sent.$post({ param: { number, refundId }, json: { version, evidence } }))
        }
        case 'refund-off':
          return read(one.refunds[':refundId']['call-off'].$post({ param: { number, refundId: change.refundId }, json: { version } }))
        case 'note':
          return read(one.notes.$post({ param, json: { note: change.note } }))
      }
    },
    onSuccess: (changed) => {
      queryClient.setQueryData(orderKey(number), changed)
      void queryClient.invalidateQueries({ queryKey: ['admin', 'orders'] })
      void queryClient.invalidateQueries({ queryKey: ['admin', 'today'] })
    },
    // Somebody else may have been faster: show what they made of it.
    onError: () => queryClient.invalidateQueries({ queryKey: orderKey(number) }),
  })
}

// ── catalogue ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const productsQuery = (q: string, lowOnly: boolean) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'products', q, lowOnly],
    initialPageParam: '',
    queryFn: async ({ pageParam }) =>
      read(
        admin.products.$get({
          query: { ...(q ? { q } : {}), ...(lowOnly ? { stock: 'low' } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        }),
      ),
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

const productKey = (id: string) => ['admin', 'product', id] as const
export const productQuery = (id: string) =>
  queryOptions({
    queryKey: productKey(id),
    queryFn: async (): Promise<AdminProduct> => read(admin.products[':id'].$get({ param: { id } })),
  })

export const categoriesQuery = () => queryOptions({ queryKey: ['admin', 'categories'], queryFn: async () => read(admin.categories.$get()) })

/** What every change of a product does when it is through: this product is known again, lists and the shop are read again. */
function useKeepProduct() {
  const queryClient = useQueryClient()
  return (product: AdminProduct) => {
    queryClient.setQueryData(productKey(product.id), product)
    void queryClient.invalidateQueries({ queryKey: ['admin', 'products'] })
    void queryClient.invalidateQueries({ queryKey: ['catalog'] })
  }
}

export function useSaveProduct(id: string | undefined) {
  return useMutation({
    mutationFn: (input: ProductInput): Promise<AdminProduct> =>
      id ? read(admin.products[':id'].$put({ param: { id }, json: input })) : read(admin.products.$post({ json: input })),
    onSuccess: useKeepProduct(),
  })
}

export function useArchiveProduct(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => request(admin.products[':id'].$url({ param: { id } }), { method: 'DELETE' }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  })
}

export function useAddPicture(id: string) {
  return useMutation({
    mutationFn: async (file: File): Promise<AdminProduct> => {
      const body = new FormData()
      body.set('file', file)
      const answer = await request(admin.products[':id'].pictures.$url({ param: { id } }), { method: 'POST', body })
      return (await answer.json()) as AdminProduct
    },
    onSuccess: useKeepProduct(),
  })
}

export function useOrderPictures(id: string) {
  return useMutation({
    mutationFn: (pictureIds: string[]): Promise<AdminProduct> =>
      read(admin.products[':id'].pictures.$put({ param: { id }, json: { pictureIds } })),
    onSuccess: useKeepProduct(),
  })
}

export function useAdjustStock() {
  return useMutation({
    mutationFn: ({ variantId, ...adjustment }: StockAdjustment & { variantId: string }): Promise<AdminProduct> =>
      read(admin.variants[':id'].stock.$post({ param: { id: variantId }, json: adjustment })),
    onSuccess: useKeepProduct(),
  })
}

export function useSaveCategory(id: string | undefined) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (input: CategoryInput): Promise<unknown> =>
      id ? read(admin.categories[':id'].$put({ param: { id }, json: input })) : read(admin.categories.$post({ json: input })),
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['admin', 'categories'] }),
        queryClient.invalidateQueries({ queryKey: ['catalog'] }),
      ]),
  })
}

// ── delivery and taxes ───────────────────────────────────────────────────────────────────────────────────────────────

const shippingKey = ['admin', 'shipping'] as const
export const shippingQuery = () =>
  queryOptions({ queryKey: shippingKey, queryFn: async (): Promise<AdminShipping> => read(admin.shipping.$get()) })

export type ShippingChange =
  | { change: 'zone'; id?: string | undefined; input: DeliveryZoneInput }
  | { change: 'option'; zoneId: string; id?: string | undefined; input: DeliveryOptionInput }
  | { change: 'tax'; country: string; input: TaxRuleInput }
  | { change: 'remove-zone' | 'remove-option'; id: string }
  | { change: 'remove-tax'; country: string }

/** Each change answers with everything as it stands then. */
export function useChangeShipping() {
  const queryClient = useQueryClient()
  const { zones, options, taxes } = admin.shipping
  return useMutation({
    mutationFn: (change: ShippingChange): Promise<AdminShipping> => {
      switch (change.change) {
        case 'zone':
          return change.id
            ? read(zones[':id'].$put({ param: { id: change.id }, json: change.input }))
            : read(zones.$post({ json: change.input }))
        case 'option':
          return change.id
            ? read(options[':id'].$put({ param: { id: change.id }, json: change.input }))
            : read(zones[':id'].options.$post({ param: { id: change.zoneId }, json: change.input }))
        case 'tax':
          return read(taxes[':country'].$put({ param: { country: change.country }, json: change.input }))
        case 'remove-zone':
          return read(zones[':id'].$delete({ param: { id: change.id } }))
        case 'remove-option':
          return read(options[':id'].$delete({ param: { id: change.id } }))
        case 'remove-tax':
          return read(taxes[':country'].$delete({ param: { country: change.country } }))
      }
    },
    onSuccess: (changed) => {
      queryClient.setQueryData(shippingKey, changed)
      void queryClient.invalidateQueries({ queryKey: ['admin', 'today'] })
    },
    // Somebody else may have been faster: show what they made of it.
    onError: () => queryClient.invalidateQueries({ queryKey: shippingKey }),
  })
}

// ── people, cases, audit ─────────────────────────────────────────────────────────────────────────────────────────────

export const staffQuery = () => queryOptions({ queryKey: ['admin', 'staff'], queryFn: async () => read(admin.staff.$get()) })

export function useChangeRole() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, role }: { id: string; role: Role }): Promise<unknown> =>
      read(admin.users[':id'].role.$put({ param: { id }, json: { role } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin', 'staff'] }),
  })
}

export const auditQuery = () =>
  infiniteQueryOptions({
    queryKey: ['admin', 'audit'],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => read(admin.audit.$get({ query: pageParam ? { cursor: pageParam } : {} })),
    getNextPageParam: (last) => last.nextCursor,
  })

export const settlementsQuery = () =>
  queryOptions({ queryKey: ['admin', 'settlements'], queryFn: async () => read(admin.settlements.$get({ query: {} })) })

export const methodsQuery = (sample: { goods: ProductKind; surface: Surface }) =>
  queryOptions({
    queryKey: ['admin', 'payment-methods', sample],
    queryFn: async (): Promise<AdminPaymentMethods> => read(admin['payment-methods'].$get({ query: sample })),
    placeholderData: keepPreviousData,
  })

/** Takes a way to pay out of the checkout, or offers it again. */
export function useSwitchMethod() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ method, on }: { method: PaymentMethod; on: boolean }): Promise<void> => {
      const one = admin['payment-methods'][':method']
      await (on ? one.resume.$post({ param: { method } }) : one.pause.$post({ param: { method } }))
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin', 'payment-methods'] }),
  })
}

export const casesQuery = () => queryOptions({ queryKey: ['admin', 'cases'], queryFn: async () => read(admin.cases.$get({ query: {} })) })

/** What staff found out about a payment whose gateway will not say. */
export function useDecidePayment() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, decision }: { id: string; decision: CaseDecision }): Promise<unknown> =>
      read(admin.cases[':id'].decide.$post({ param: { id }, json: decision })),
    // Also where it was refused: the gateway may have answered meanwhile.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  })
}

export function useResolveCase() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, resolution }: { id: string; resolution: string }): Promise<unknown> =>
      read(admin.cases[':id'].resolve.$post({ param: { id }, json: { resolution } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['admin'] }),
  })
}
