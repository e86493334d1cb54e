import { onDevice } from '../../lib/storage.ts'

const storageKey = 'duka.searches'
const most = 6

export function recentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(onDevice.get(storageKey) ?? '[]')
    return Array.isArray(kept) ? kept.filter((item) => typeof item === 'string').slice(0, most) : []
  } catch {
    return []
  }
}

/** Remembers what was looked for, newest first, each once. */
export function rememberSearch(words: string): void {
  const query = words.trim()
  if (query.length < 2) return
  const others = recentSearches().filter((item) => item.toLocaleLowerCase() !== query.toLocaleLowerCase())
  onDevice.set(storageKey, JSON.stringify([query, ...others].slice(0, most)))
}

export function forgetSearches(): void {
  onDevice.remove(storageKey)
}
