import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlacedOrder } from 'shared/orders.schema'
import { hashOf } from '../../platform/crypto.ts'
import { newId } from '../../platform/ids.ts'
import { askQuote, checkOut, code, createBuyingWorld, read, type BuyingWorld } from '../../testing/buying.ts'
import { findSession } from '../auth/index.ts'
import { sessions } from '../auth/tables.ts'
import { users } from '../users/tables.ts'
import { sealQuote } from './quote-token.ts'

let world: BuyingWorld
beforeAll(async () => {
  world = await createBuyingWorld()
})
afterAll(() => world.close())

describe('a request that is not right', () => {
  it('is refused without a sign-in, a key, or consent', async () => {
    const { person } = await world.shopper()
    const { token } = await askQuote(person)
    const body = { quoteToken: token, method: 'cash_on_delivery', termsAccepted: true }
    expect((await world.request('POST', '/checkout', body, { 'idempotency-key': newId() })).status).toBe(401)
    expect(await code(await person.request('POST', '/checkout', body))).toEqual([400, 'request/key-required'])
    for (const key of ['short', 'x'.repeat(300), 'with spaces in it', "'; drop table orders; --"]) {
      expect(await code(await checkOut(person, { token }, { key }))).toEqual([400, 'request/key-required'])
    }
    for (const termsAccepted of [false, 'true', undefined]) {
      expect(await code(await checkOut(person, { token }, { termsAccepted }))).toEqual([422, 'request/invalid'])
    }
    expect(await world.ordersOf(person)).toEqual([])
  })

  it.each([
    ['banned', [403, 'auth/banned'], (id: string) => world.db.update(users).set({ bannedAt: new Date() }).where(eq(users.id, id))],
    [
      'signed out',
      [401, 'request/signed-out'],
      (id: string) => world.db.update(sessions).set({ revokedAt: new Date() }).where(eq(sessions.userId, id)),
    ],
  ] as const)('is refused to who was %s a moment ago, though this process has not heard of it', async (_, refusal, change) => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    const { sessions: known } = world.world
    const session = await findSession(world.db, hashOf(person.token), world.clock.now())
    world.world.sessions = { ...known, find: () => Promise.resolve(session) }
    try {
      await change(person.user.id)
      expect((await person.request('GET', '/cart')).status).toBe(200)
      expect(await code(await checkOut(person, quote))).toEqual(refusal)
      expect(await world.ordersOf(person)).toEqual([])
    } finally {
      world.world.sessions = known
    }
  })

  it('is refused with a price, a total or anything else of its own', async () => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    for (const more of [{ total: 1 }, { lines: [] }, { currency: 'KES' }, { discount: '100' }, { userId: newId() }]) {
      expect(await code(await checkOut(person, quote, more))).toEqual([422, 'request/invalid'])
    }
  })

  it('is refused with a quote that is not ours', async () => {
    const { person, goods } = await world.shopper()
    const { token } = await askQuote(person)
    const middle = Math.floor(token.length / 2)
    const changed = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
    const otherPurpose = world.sealer.seal('address', ['x'])
    const cheap = sealQuote(
      { ...world.sealer, seal: (_, value) => `1.${Buffer.from(JSON.stringify(value)).toString('base64url')}` },
      {
        id: newId(),
        userId: person.user.id,
        goods: 'physical',
        lines: [{ variantId: goods.variantId, quantity: 1, unitPrice: 1n }],
        addressId: null,
        country: 'KE',
        deliveryOptionId: null,
        delivery: 0n,
        tax: 0n,
        total: 1n,
        stars: null,
        rateTable: null,
        expiresAt: new Date('2027-01-01'),
      },
    )
    for (const forged of [changed, otherPurpose, cheap, '', 'x', token.slice(0, -1), '<script>', '\0', '1.', '\ud800']) {
      expect(await code(await checkOut(person, { token: forged }))).toEqual([422, 'checkout/quote-invalid'])
    }
    expect(await code(await checkOut(person, { token: 'x'.repeat(5000) }))).toEqual([422, 'request/invalid'])
  })

  it('is refused with words that cannot be shown', async () => {
    const { person } = await world.shopper()
    const quote = await askQuote(person)
    const wrong: Record<string, unknown>[] = [
      { note: 'a\0b' },
      { note: 'x'.repeat(501) },
      { note: 1 },
      { contact: { name: 'a\u202eb' } },
      { contact: { name: '' } },
      { contact: { name: 'x'.repeat(81) } },
      { contact: { name: 'Amina', phone: '0712' } },
      { contact: [] },
      { method: 'barter' },
    ]
    for (const more of wrong) {
      expect(await code(await checkOut(person, quote, more))).toEqual([422, 'request/invalid'])
    }
    for (const body of [null, [], '"x"', 7]) {
      expect((await person.request('POST', '/checkout', body, { 'idempotency-key': newId() })).status).toBeLessThan(500)
    }
  })

  it('says back text with markup as it was written', async () => {
    const { person } = await world.shopper()
    const note = `<img src=x onerror=alert(1)> {{7*7}} \${7*7} ' or 1=1 --\nمرحبا`
    const response = await checkOut(person, await askQuote(person), { note, contact: { name: '<script>alert(1)</script>' } })
    const { order } = await read<PlacedOrder>(response)
    expect([order.note, order.contact.name]).toEqual([note, '<script>alert(1)</script>'])
    expect(response.headers.get('content-type')).toContain('application/json')
  })
})
