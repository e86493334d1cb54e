import { QueryClient } from '@tanstack/react-query'
import { isUnreachable, Problem } from './request.ts'

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && (isUnreachable(error) || (error instanceof Problem && error.status >= 500)),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      // Writing twice is for the idempotency key and the person to decide, not for a retry.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
