import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Address, AddressInput, Me, ProfileChange, SessionInfo } from 'shared/users.schema'
import { api, read } from '../../lib/api-client.ts'
import { setMe } from '../../lib/session.tsx'

type Addresses = { items: Address[] }
type Sessions = { items: SessionInfo[] }

const addressesKey = ['users', 'addresses'] as const
const sessionsKey = ['users', 'sessions'] as const

export const addressesQuery = () =>
  queryOptions({ queryKey: addressesKey, queryFn: async (): Promise<Addresses> => read(api.me.addresses.$get()) })

export const sessionsQuery = () =>
  queryOptions({ queryKey: sessionsKey, queryFn: async (): Promise<Sessions> => read(api.sessions.$get()), staleTime: 0 })

/** Changes the profile; the whole app follows at once, in its language too. */
export function useChangeProfile() {
  return useMutation({
    mutationFn: async (change: ProfileChange): Promise<Me> => read(api.me.$patch({ json: change })),
    onSuccess: setMe,
  })
}

/** Takes the phone number from a contact that Telegram signed. */
export function useShareContact() {
  return useMutation({
    mutationFn: async (response: string): Promise<Me> => read(api.me.contact.$post({ json: { response } })),
    onSuccess: setMe,
  })
}

/** Writes an address down, or changes the one with this id. */
export function useSaveAddress() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ id, input }: { id?: string; input: AddressInput }): Promise<Address> =>
      id ? read(api.me.addresses[':id'].$put({ param: { id }, json: input })) : read(api.me.addresses.$post({ json: input })),
    onSuccess: (address) => {
      queryClient.setQueryData<Addresses>(addressesKey, (before) => ({
        items: before?.items.some((each) => each.id === address.id)
          ? before.items.map((each) => (each.id === address.id ? address : each))
          : [...(before?.items ?? []), address],
      }))
      return queryClient.invalidateQueries({ queryKey: addressesKey })
    },
  })
}

export function useDeleteAddress() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (id: string): Promise<void> => void (await api.me.addresses[':id'].$delete({ param: { id } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: addressesKey }),
  })
}

/** Signs a device out; without an id all others. */
export function useEndSessions() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (ids: readonly string[]): Promise<void> => {
      for (const id of ids) await api.sessions[':id'].$delete({ param: { id } })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: sessionsKey }),
  })
}
