import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Cart } from 'shared/cart.schema'
import { Problem } from '../../lib/request.ts'
import { createCartSync } from './cart-sync.ts'
import { quantityOf, type LinePreview } from './changes.ts'

const preview = (variantId: string, price = '1000'): LinePreview => ({
  variantId,
  productId: `p-${variantId}`,
  slug: variantId,
  name: variantId,
  title: '250 g',
  kind: 'physical',
  hue: 60,
  picture: null,
  unitPrice: { amount: price, currency: 'USD' },
  stars: null,
  available: 10,
})

const empty: Cart = { lines: [], count: 0, subtotal: { amount: '0', currency: 'USD' }, goods: 'none', version: 1 }

/** A server that keeps quantities, and a screen that shows a cart. */
function shop({ delayMs = 0 } = {}) {
  const held = new Map<string, number>()
  let shown: Cart = empty
  const refused = vi.fn<(error: unknown) => void>()
  const answer = (): Cart => {
    const lines = [...held].map(([id, quantity]) => ({
      ...preview(id),
      quantity,
      priceBefore: null,
      total: { amount: String(1000 * quantity), currency: 'USD' as const },
      trouble: null,
    }))
    return {
      ...empty,
      lines,
      count: lines.reduce((sum, line) => sum + line.quantity, 0),
      subtotal: { amount: String(lines.reduce((sum, line) => sum + 1000 * line.quantity, 0)), currency: 'USD' },
    }
  }
  const send = vi.fn(async (variantId: string, quantity: number): Promise<Cart> => {
    if (delayMs) await new Promise((done) => setTimeout(done, delayMs))
    if (quantity > 0) held.set(variantId, quantity)
    else held.delete(variantId)
    return answer()
  })
  const sync = createCartSync({ send, refused, pauseMs: 50, retryMs: 1000, show: (change) => (shown = change(shown) ?? shown) })
  return { sync, send, refused, held, cart: () => shown }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a tap on + or −', () => {
  it('shows at once, before the server has heard of it', () => {
    const { sync, send, cart } = shop()
    sync.set('a', 2, preview('a'))
    expect(cart()).toMatchObject({ count: 2, subtotal: { amount: '2000' }, goods: 'physical' })
    expect(send).not.toHaveBeenCalled()
  })

  it('tells the server only the last of a run of taps', async () => {
    const { sync, send, held } = shop()
    for (const quantity of [1, 2, 3, 4]) sync.set('a', quantity, preview('a'))
    await vi.advanceTimersByTimeAsync(60)
    expect(send).toHaveBeenCalledTimes(1)
    expect(held.get('a')).toBe(4)
  })

  it('does not jump back when an older answer comes after a newer tap', async () => {
    const { sync, cart, held } = shop({ delayMs: 100 })
    sync.set('a', 1, preview('a'))
    await vi.advanceTimersByTimeAsync(60)
    sync.set('a', 5, preview('a'))
    await vi.advanceTimersByTimeAsync(100)
    expect(quantityOf(cart(), 'a')).toBe(5)
    await vi.advanceTimersByTimeAsync(500)
    expect(held.get('a')).toBe(5)
    expect(sync.waiting()).toBe(0)
  })

  it('removes a line at nought', async () => {
    const { sync, cart, held } = shop()
    sync.set('a', 1, preview('a'))
    await vi.advanceTimersByTimeAsync(60)
    sync.set('a', 0)
    expect(cart().lines).toEqual([])
    await vi.advanceTimersByTimeAsync(60)
    expect(held.size).toBe(0)
  })
})

describe('a change without a network', () => {
  it('stays on screen and goes to the server when it can be reached again', async () => {
    const { sync, send, cart, held, refused } = shop()
    send.mockRejectedValueOnce(new Problem({ code: 'network/offline', status: 0 }))
    sync.set('a', 3, preview('a'))
    await vi.advanceTimersByTimeAsync(60)
    expect(quantityOf(cart(), 'a')).toBe(3)
    expect(sync.waiting()).toBe(1)
    expect(refused).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1100)
    expect(held.get('a')).toBe(3)
    expect(sync.waiting()).toBe(0)
  })

  it('is laid over a cart that is read meanwhile', () => {
    const { sync } = shop()
    sync.set('a', 3, preview('a'))
    expect(sync.over(empty).count).toBe(3)
  })
})

describe('a change the server refuses', () => {
  it('is taken back and said, and the others still go', async () => {
    const { sync, send, refused, held } = shop()
    const soldOut = new Problem({ code: 'cart/sold-out', status: 409 })
    send.mockRejectedValueOnce(soldOut)
    sync.set('a', 1, preview('a'))
    sync.set('b', 2, preview('b'))
    await vi.advanceTimersByTimeAsync(60)
    expect(refused).toHaveBeenCalledExactlyOnceWith(soldOut)
    expect(held).toEqual(new Map([['b', 2]]))
    expect(sync.waiting()).toBe(0)
  })
})
