import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { PlacedOrder, WaysToPay } from 'shared/orders.schema'
import type { PaymentMethod } from 'shared/payments'
import type { KeptMethods, WalletChallenge, WalletProof } from 'shared/payments.schema'
import { api, read } from '../../lib/api-client.ts'
import { keepOrder } from '../orders/api.ts'

/** Asks the gateway now, through the server, how a payment stands. */
export async function refreshPayment(number: string, paymentId: string): Promise<PlacedOrder> {
  return read(api.orders[':number'].payments[':paymentId'].refresh.$post({ param: { number, paymentId } }))
}

/** The ways to pay an order that stands, read anew each time: rates and health move. */
export const waysToPayQuery = (number: string) =>
  queryOptions({
    queryKey: ['orders', 'ways', number],
    queryFn: async (): Promise<WaysToPay> => read(api.orders[':number']['ways-to-pay'].$get({ param: { number } })),
    staleTime: 0,
  })

/** What a wallet is to sign, so that it is known to be the customer's. */
export async function walletChallenge(number: string, paymentId: string): Promise<WalletChallenge> {
  return read(api.orders[':number'].payments[':paymentId']['wallet-challenge'].$post({ param: { number, paymentId } }))
}

/** Pays with this wallet from now on. @returns the order, its payment telling what the wallet should send */
export async function connectWallet(number: string, paymentId: string, proof: WalletProof): Promise<PlacedOrder> {
  return read(api.orders[':number'].payments[':paymentId'].wallet.$post({ param: { number, paymentId }, json: proof }))
}

const keptKey = ['payments', 'kept'] as const

/** Cards this person let a gateway keep. */
export const keptMethodsQuery = () =>
  queryOptions({ queryKey: keptKey, queryFn: async (): Promise<KeptMethods> => read(api.me['payment-methods'].$get()), staleTime: 0 })

export function useRemoveKept() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ gateway, id }: KeptMethods['items'][number]): Promise<void> => {
      await api.me['payment-methods'][':gateway'][':method'].$delete({ param: { gateway, method: id } })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: keptKey }),
  })
}

const retryKeys = 'duka.retry'

/**
 * One key for one intention: paying this order by this method after that attempt. It stays the same over taps and
 * reloads, so that an answer that was lost does not become a second payment.
 */
export function retryKey(number: string, afterPaymentId: string, method: PaymentMethod, payer?: Payer): string {
  const intention = `${number}/${afterPaymentId}/${method}${payer ? `/${payer.phone}` : ''}`
  const kept = JSON.parse(sessionStorage.getItem(retryKeys) ?? '{}') as { intention?: string; key?: string }
  if (kept.intention === intention && kept.key) return kept.key
  const key = crypto.randomUUID()
  sessionStorage.setItem(retryKeys, JSON.stringify({ intention, key }))
  return key
}

/** What is given for one payment alone; without it the number that was asked before, or the contact's. */
export type Payer = { phone: string }
/** `shown`: what came with the amount that was shown, where it is in another currency than the order's. */
export type Again = { method: PaymentMethod; payer?: Payer; shown?: string }

/** Begins another attempt to pay an order, by the same method or another. */
export function useRetryPayment(number: string, afterPaymentId: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (next: Again): Promise<PlacedOrder> =>
      read(
        api.orders[':number'].payments.$post(
          { param: { number }, json: next },
          { headers: { 'idempotency-key': retryKey(number, afterPaymentId, next.method, next.payer) } },
        ),
      ),
    onSuccess: ({ order }) => keepOrder(queryClient, order),
    onError: () => queryClient.invalidateQueries({ queryKey: ['orders', 'one', number] }),
  })
}
