import type { Quote } from 'shared/checkout.schema'
import { afterEach, describe, expect, it } from 'vitest'
import { attemptPlaced, forgetAttempt, intentionFor, onPlacedElsewhere, openAttempt, rememberAttempt } from './attempt.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' as const })

function quote(change: Partial<Quote> = {}): Quote {
  return {
    token: crypto.randomUUID(),
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
    goods: 'physical',
    leftForLater: null,
    lines: [
      {
        variantId: 'v1',
        productId: 'p1',
        slug: 'nyeri-aa',
        name: 'Nyeri AA',
        title: '250 g',
        kind: 'physical',
        hue: 62,
        picture: null,
        quantity: 2,
        unitPrice: usd('1800'),
        priceBefore: null,
        stars: null,
        total: usd('3600'),
        available: 9,
        trouble: null,
      },
    ],
    needsAddress: true,
    addressId: 'a1',
    deliverable: true,
    deliveryOptions: [],
    deliveryOptionId: 'd1',
    totals: {
      subtotal: usd('3600'),
      delivery: usd('350'),
      tax: usd('0'),
      taxName: 'VAT',
      taxRateBps: 0,
      taxIncluded: true,
      total: usd('3950'),
    },
    stars: null,
    methods: [],
    ...change,
  }
}

afterEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

describe('one checkout is one intention', () => {
  it('keeps token and key over a reload that is priced the same', () => {
    const before = intentionFor('amina', quote())
    const after = intentionFor('amina', quote())
    expect(after).toMatchObject({ token: before.token, key: before.key })
  })

  it('is another one when the price, the goods, the address or the delivery is another', () => {
    const first = quote()
    const keys = [
      first,
      quote({ totals: { ...first.totals, total: usd('4100') } }),
      quote({ lines: [{ ...first.lines[0]!, quantity: 3 }] }),
      quote({ addressId: 'a2' }),
      quote({ deliveryOptionId: 'd2' }),
      quote({ goods: 'digital' }),
    ].map((each) => intentionFor('amina', each).key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('does not hand on a quote that is about to end', () => {
    const old = intentionFor('amina', quote({ expiresAt: new Date(Date.now() + 30_000).toISOString() }))
    const fresh = quote()
    expect(intentionFor('amina', fresh)).toMatchObject({ token: fresh.token })
    expect(intentionFor('amina', fresh).key).not.toBe(old.key)
  })

  it('belongs to one person', () => {
    expect(intentionFor('juma', quote()).key).not.toBe(intentionFor('amina', quote()).key)
  })

  it('ends with its order: the same goods ordered again are a new one', () => {
    const { key } = intentionFor('amina', quote())
    attemptPlaced({ key, number: 'DK-1' })
    expect(intentionFor('amina', quote()).key).not.toBe(key)
  })

  it('outlives what is broken in storage', () => {
    localStorage.setItem('duka.checkout.intention', '{')
    expect(intentionFor('amina', quote()).key).toMatch(/^[\w-]{36}$/)
  })
})

describe('an order that was sent and not answered', () => {
  const attempt = {
    userId: 'amina',
    key: 'key-12345678',
    goods: 'physical' as const,
    body: { quoteToken: 'token', method: 'card' as const, note: 'Blue gate', termsAccepted: true as const },
  }

  it('is sent again word for word after a reload', () => {
    rememberAttempt(attempt)
    expect(openAttempt('amina')).toEqual(attempt)
  })

  it('is nobody else’s', () => {
    rememberAttempt(attempt)
    expect(openAttempt('juma')).toBeUndefined()
  })

  it('is forgotten once it was refused or placed', () => {
    rememberAttempt(attempt)
    forgetAttempt()
    expect(openAttempt('amina')).toBeUndefined()
    rememberAttempt(attempt)
    attemptPlaced({ key: attempt.key, number: 'DK-1' })
    expect(openAttempt('amina')).toBeUndefined()
  })
})

describe('two tabs', () => {
  it('hear of each other’s order', () => {
    const heard: string[] = []
    const stop = onPlacedElsewhere((placed) => heard.push(placed.number))
    attemptPlaced({ key: 'key-12345678', number: 'DK-7' })
    window.dispatchEvent(
      Object.assign(new Event('storage'), { key: 'duka.checkout.placed', newValue: localStorage.getItem('duka.checkout.placed') }),
    )
    stop()
    window.dispatchEvent(Object.assign(new Event('storage'), { key: 'duka.checkout.placed', newValue: '{}' }))
    expect(heard).toEqual(['DK-7'])
  })
})
