import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keepCatalogue } from './kept-catalogue.ts'

beforeEach(() => {
  localStorage.clear()
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

async function visit(read: (queries: QueryClient) => Promise<void>) {
  const queries = new QueryClient()
  keepCatalogue(queries)
  await read(queries)
  await vi.advanceTimersByTimeAsync(2000)
}

describe('the catalogue kept on the device', () => {
  it('is there at once the next time, with the age it has', async () => {
    const seen = Date.now()
    await visit(
      async (queries) => void (await queries.fetchQuery({ queryKey: ['catalog', 'home', 'en'], queryFn: async () => ({ rails: [1] }) })),
    )
    await vi.advanceTimersByTimeAsync(3_600_000)
    const next = new QueryClient()
    keepCatalogue(next)
    expect(next.getQueryData(['catalog', 'home', 'en'])).toEqual({ rails: [1] })
    expect(next.getQueryState(['catalog', 'home', 'en'])?.dataUpdatedAt).toBe(seen)
  })

  it('holds nothing of the person', async () => {
    await visit(async (queries) => {
      await queries.fetchQuery({ queryKey: ['catalog', 'home', 'en'], queryFn: async () => 'goods' })
      await queries.fetchQuery({ queryKey: ['cart'], queryFn: async () => 'private' })
      await queries.fetchQuery({ queryKey: ['orders', 'active'], queryFn: async () => 'private' })
    })
    expect(localStorage.getItem('duka.catalogue')).toContain('goods')
    expect(Array.from({ length: localStorage.length }, (_, at) => localStorage.getItem(localStorage.key(at) ?? '')).join()).not.toContain(
      'private',
    )
  })

  it('is forgotten after a week', async () => {
    await visit(async (queries) => void (await queries.fetchQuery({ queryKey: ['catalog', 'home', 'en'], queryFn: async () => 'old' })))
    await vi.advanceTimersByTimeAsync(8 * 24 * 3_600_000)
    const next = new QueryClient()
    keepCatalogue(next)
    expect(next.getQueryData(['catalog', 'home', 'en'])).toBeUndefined()
  })

  it('survives rubbish in the storage', () => {
    localStorage.setItem('duka.catalogue', '{')
    expect(() => keepCatalogue(new QueryClient())).not.toThrow()
  })
})
