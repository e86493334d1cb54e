import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import type { Context } from '../../context.ts'
import { newId, newOrderNumber } from '../../platform/ids.ts'
import { Problem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { addGoods } from '../../testing/goods.ts'
import { createTestWorld, type Person, type TestWorld } from '../../testing/world.ts'
import { orders } from '../orders/tables.ts'
import { commitReservations, releaseReservations, reserveStock } from './stock.ts'
import { stockLevels, stockMovements } from './tables.ts'

let world: TestWorld
let amina: Person
let ctx: Context
beforeAll(async () => {
  world = await createTestWorld()
  amina = await world.person()
  ctx = amina.ctx
})
afterAll(() => world.close())

async function newOrder(): Promise<string> {
  const id = newId()
  await world.db.insert(orders).values({
    id,
    number: newOrderNumber(),
    userId: amina.user.id,
    idempotencyKey: id,
    requestHash: '',
    state: 'pending_payment',
    goods: 'physical',
    currency: 'USD',
    subtotal: 0n,
    delivery: 0n,
    tax: 0n,
    taxName: '',
    taxRateBps: 0,
    taxIncluded: false,
    total: 0n,
    method: 'card',
    language: 'en',
    contact: '',
    termsAcceptedAt: world.clock.now(),
    placedAt: world.clock.now(),
  })
  return id
}

async function level(variantId: string) {
  const [row] = await world.db.select().from(stockLevels).where(eq(stockLevels.variantId, variantId))
  return { onHand: row?.onHand, reserved: row?.reserved }
}

const movements = (variantId: string) =>
  world.db
    .select({ delta: stockMovements.delta, reason: stockMovements.reason })
    .from(stockMovements)
    .where(eq(stockMovements.variantId, variantId))

const reserve = (orderId: string, lines: { variantId: string; quantity: number }[]) =>
  inTransaction(ctx, (ctx) => reserveStock(ctx, orderId, lines))

describe('stock promised to an order', () => {
  it('is no longer there for others, and is still on the shelf', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    await reserve(await newOrder(), [{ variantId, quantity: 3 }])
    expect(await level(variantId)).toEqual({ onHand: 5, reserved: 3 })
  })

  it('is all or nothing, and says what fell short', async () => {
    const [plenty, scarce] = [await addGoods(world.db, { onHand: 50 }), await addGoods(world.db, { onHand: 2 })]
    const refused = reserve(await newOrder(), [
      { variantId: plenty.variantId, quantity: 3 },
      { variantId: scarce.variantId, quantity: 3 },
    ])
    await expect(refused).rejects.toMatchObject({
      code: 'catalog/out-of-stock',
      status: 409,
      options: { facts: { variantId: scarce.variantId, left: 2, wanted: 3, short: 1 } },
    })
    expect(await level(plenty.variantId)).toEqual({ onHand: 50, reserved: 0 })
    expect(await level(scarce.variantId)).toEqual({ onHand: 2, reserved: 0 })
  })

  it('is not needed for what is not counted', async () => {
    const { variantId } = await addGoods(world.db, { kind: 'digital' })
    const orderId = await newOrder()
    await reserve(orderId, [{ variantId, quantity: 3 }])
    expect(await commitReservations(ctx, orderId)).toBe(0)
  })

  it('leaves the shelf when it is sold, once', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    const orderId = await newOrder()
    await reserve(orderId, [{ variantId, quantity: 3 }])
    expect(await commitReservations(ctx, orderId)).toBe(1)
    expect(await commitReservations(ctx, orderId)).toBe(0)
    expect(await level(variantId)).toEqual({ onHand: 2, reserved: 0 })
    expect(await movements(variantId)).toEqual([{ delta: -3, reason: 'sold' }])
  })

  it('is free again when the order is called off, once', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    const orderId = await newOrder()
    await reserve(orderId, [{ variantId, quantity: 3 }])
    expect(await releaseReservations(ctx, orderId, { restock: false })).toBe(1)
    expect(await releaseReservations(ctx, orderId, { restock: true })).toBe(0)
    expect(await level(variantId)).toEqual({ onHand: 5, reserved: 0 })
    expect(await movements(variantId)).toEqual([])
  })

  it('goes back on the shelf after a sale only when told so', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 5 })
    const orderId = await newOrder()
    await reserve(orderId, [{ variantId, quantity: 3 }])
    await commitReservations(ctx, orderId)
    expect(await releaseReservations(ctx, orderId, { restock: false })).toBe(0)
    expect(await level(variantId)).toEqual({ onHand: 2, reserved: 0 })
    expect(await releaseReservations(ctx, orderId, { restock: true })).toBe(1)
    expect(await releaseReservations(ctx, orderId, { restock: true })).toBe(0)
    expect(await level(variantId)).toEqual({ onHand: 5, reserved: 0 })
    expect(await movements(variantId)).toEqual(
      expect.arrayContaining([
        { delta: -3, reason: 'sold' },
        { delta: 3, reason: 'restocked' },
      ]),
    )
  })

  it('stays honest over any sequence of promises, sales and returns', async () => {
    const step = fc.record({
      order: fc.integer({ min: 0, max: 3 }),
      act: fc.constantFrom('reserve', 'commit', 'release', 'restock'),
      quantities: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const goods = [await addGoods(world.db, { onHand: 6 }), await addGoods(world.db, { onHand: 6 })] as const
        const orderIds = await Promise.all([0, 1, 2, 3].map(() => newOrder()))
        // What the shelf must say, kept by the plainest of rules.
        const shelf = [
          { onHand: 6, reserved: 0 },
          { onHand: 6, reserved: 0 },
        ]
        const promised = new Map<number, { quantities: readonly [number, number]; state: 'reserved' | 'committed' | 'released' }>()
        const asExpected: boolean[] = []
        for (const { order, act, quantities } of steps) {
          const orderId = orderIds[order] ?? ''
          const known = promised.get(order)
          if (act === 'reserve') {
            if (known) continue
            const fits = shelf.every((level, i) => level.onHand - level.reserved >= (quantities[i] ?? 0))
            const done = await reserve(
              orderId,
              goods.map(({ variantId }, i) => ({ variantId, quantity: quantities[i] ?? 0 })),
            ).then(
              () => true,
              (error: unknown) => (error instanceof Problem ? false : Promise.reject(error)),
            )
            asExpected.push(done === fits)
            if (!done) continue
            promised.set(order, { quantities, state: 'reserved' })
            shelf.forEach((level, i) => (level.reserved += quantities[i] ?? 0))
          } else if (act === 'commit') {
            await commitReservations(ctx, orderId)
            if (known?.state !== 'reserved') continue
            known.state = 'committed'
            shelf.forEach((level, i) => {
              level.onHand -= known.quantities[i] ?? 0
              level.reserved -= known.quantities[i] ?? 0
            })
          } else {
            await releaseReservations(ctx, orderId, { restock: act === 'restock' })
            if (known?.state === 'reserved') {
              shelf.forEach((level, i) => (level.reserved -= known.quantities[i] ?? 0))
              known.state = 'released'
            } else if (known?.state === 'committed' && act === 'restock') {
              shelf.forEach((level, i) => (level.onHand += known.quantities[i] ?? 0))
              known.state = 'released'
            }
          }
        }
        expect(asExpected).not.toContain(false)
        for (const [i, { variantId }] of goods.entries()) {
          const now = await level(variantId)
          expect(now).toEqual(shelf[i])
          const moved = (await movements(variantId)).reduce((sum, movement) => sum + movement.delta, 0)
          expect(now.onHand).toBe(6 + moved)
        }
      }),
      { numRuns: 25 },
    )
  })
})

/** Of all who were refused. */
const codesOf = (results: PromiseSettledResult<unknown>[]) =>
  new Set(results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Problem).code ?? String(result.reason)] : [])))

describe('a hundred people buy at once', () => {
  it('sells the last ten exactly ten times', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 10 })
    const orderIds = await Promise.all(Array.from({ length: 100 }, () => newOrder()))
    const results = await Promise.allSettled(orderIds.map((orderId) => reserve(orderId, [{ variantId, quantity: 1 }])))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(10)
    expect(codesOf(results)).toEqual(new Set(['catalog/out-of-stock']))
    expect(await level(variantId)).toEqual({ onHand: 10, reserved: 10 })
  })

  it('does not tie itself in a knot when carts name the same goods in opposite order', async () => {
    const goods = [
      await addGoods(world.db, { onHand: 60 }),
      await addGoods(world.db, { onHand: 60 }),
      await addGoods(world.db, { onHand: 60 }),
    ]
    const there = goods.map(({ variantId }) => ({ variantId, quantity: 1 }))
    const back = there.toReversed()
    const orderIds = await Promise.all(Array.from({ length: 100 }, () => newOrder()))
    const results = await Promise.allSettled(
      // Without the retry that `inTransaction` has for deadlocks: there must be none.
      orderIds.map((orderId, i) => world.db.transaction((tx) => reserveStock({ ...ctx, db: tx as never }, orderId, i % 2 ? there : back))),
    )
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(60)
    expect(codesOf(results)).toEqual(new Set(['catalog/out-of-stock']))
    for (const { variantId } of goods) expect(await level(variantId)).toEqual({ onHand: 60, reserved: 60 })
  })

  it('sells and gives back at once without losing count', async () => {
    const { variantId } = await addGoods(world.db, { onHand: 40 })
    const orderIds = await Promise.all(Array.from({ length: 40 }, () => newOrder()))
    await Promise.all(orderIds.map((orderId) => reserve(orderId, [{ variantId, quantity: 1 }])))
    await Promise.all(
      orderIds.flatMap((orderId) => [
        inTransaction(ctx, (ctx) => commitReservations(ctx, orderId)),
        inTransaction(ctx, (ctx) => releaseReservations(ctx, orderId, { restock: true })),
      ]),
    )
    const sold = (await movements(variantId)).reduce((sum, movement) => sum + movement.delta, 0)
    const now = await level(variantId)
    expect(now.reserved).toBe(0)
    expect(now.onHand).toBe(40 + sold)
  })
})
