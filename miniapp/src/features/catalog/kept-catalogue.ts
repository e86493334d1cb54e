import type { QueryClient } from '@tanstack/react-query'
import { onDevice } from '../../lib/storage.ts'

const storageKey = 'duka.catalogue'
const version = 1
const keepMs = 7 * 24 * 3_600_000
const most = 40

type Kept = { version: number; entries: { key: readonly unknown[]; data: unknown; at: number }[] }

/**
 * Keeps what was last seen of the catalogue on this device, so that the shop opens at once and can be looked at offline.
 * Only the catalogue: carts, orders and people never go into storage.
 */
export function keepCatalogue(queryClient: QueryClient): void {
  restore(queryClient)
  let timer: ReturnType<typeof setTimeout> | undefined
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || event.query.queryKey[0] !== 'catalog') return
    clearTimeout(timer)
    timer = setTimeout(() => save(queryClient), 1000)
  })
}

function restore(queryClient: QueryClient): void {
  try {
    const kept = JSON.parse(onDevice.get(storageKey) ?? 'null') as Kept | null
    if (kept?.version !== version) return
    for (const entry of kept.entries) {
      if (Date.now() - entry.at < keepMs) queryClient.setQueryData(entry.key, entry.data, { updatedAt: entry.at })
    }
  } catch {
    onDevice.remove(storageKey)
  }
}

function save(queryClient: QueryClient): void {
  const entries = queryClient
    .getQueryCache()
    .findAll({ queryKey: ['catalog'] })
    .filter((query) => query.state.status === 'success')
    .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .slice(0, most)
    .map((query) => ({ key: query.queryKey, data: query.state.data, at: query.state.dataUpdatedAt }))
  onDevice.set(storageKey, JSON.stringify({ version, entries } satisfies Kept))
}
