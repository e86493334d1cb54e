import type { Order, OrderCard, PlacedOrder } from 'shared/orders.schema'
import type { Product } from 'shared/catalog.schema'
import type { Quote } from 'shared/checkout.schema'
import { inject } from 'vitest'
import type { PersonaName } from './people.ts'
import { initDataOf } from './sandbox.ts'

export type Account = Awaited<ReturnType<typeof signIn>>

/** Somebody's account by the API: to prepare what a journey does not tell of, and to look behind the screen. */
export async function signIn(name: PersonaName) {
  const shopUrl = inject('shopUrl')
  const ask = async <Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(`${shopUrl}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as Answer
  }
  const { token } = await ask<{ token: string }>('POST', '/sessions', undefined, { authorization: `tma ${await initDataOf(name)}` })
  const mine = <Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    ask<Answer>(method, path, body, { authorization: `Bearer ${token}`, ...headers })

  /** The first variant of each product that can be bought, so many of it; nothing else stays in the cart. */
  const fillCart = async (slugs: Record<string, number>) => {
    const lines = await Promise.all(
      Object.entries(slugs).map(async ([slug, quantity]) => {
        const product = await ask<Product>('GET', `/catalog/products/${slug}`)
        const variant = product.variants.find(({ available }) => available === null || available >= quantity)
        if (!variant) throw new Error(`${slug} is sold out`)
        return { variantId: variant.id, quantity }
      }),
    )
    await mine('PUT', '/cart', { lines })
  }
  return {
    ask: mine,
    fillCart,
    order: (number: string) => mine<Order>('GET', `/orders/${number}`),
    orders: async () => (await mine<{ items: OrderCard[] }>('GET', '/orders')).items,
    /** Places an order without a screen. It waits for its payment, or is on delivery. */
    async place(slugs: Record<string, number>, method: 'card' | 'stars' | 'cash_on_delivery'): Promise<Order> {
      await fillCart(slugs)
      const quote = await mine<Quote>('POST', '/checkout/quote', {})
      const body = { quoteToken: quote.token, method, contact: { name, phone: '+254712000101' }, note: '', termsAccepted: true }
      return (await mine<PlacedOrder>('POST', '/checkout', body, { 'idempotency-key': crypto.randomUUID() })).order
    },
  }
}
