import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applySnapshot } from './apply-snapshot.ts'
import { movementsOf } from './queries.ts'
import { proveBooks } from './reconcile.ts'
import { asAnswer, live, refundedBy, steps, type Truth } from './testing/truth.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'

describe('the one road by which a payment changes', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('ends at the truth with balanced books, whoever arrives together, twice, late or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat({ max: 30 }), { maxLength: 12 }), async (all, picks) => {
        const { payment } = await test.write('card', { amount: 1000n, currency: 'USD' })
        const history = live(all, payment.id)
        const truth = history.at(-1) as Truth
        await Promise.all(
          picks.map((pick) =>
            applySnapshot(test.system, {
              paymentId: payment.id,
              snapshot: asAnswer(history[pick % history.length] as Truth),
              isNewest: false,
            }),
          ),
        )
        const last = await applySnapshot(test.system, { paymentId: payment.id, snapshot: asAnswer(truth), isNewest: true })
        expect(last).toMatchObject({ state: truth.state, captured: BigInt(truth.charges.length) * 1000n, refunded: refundedBy(truth) })
        const movements = await movementsOf(test.db, [payment.id])
        expect(new Set(movements.map((movement) => `${movement.kind} ${movement.externalId}`)).size).toBe(movements.length)
      }),
      { numRuns: 40 },
    )
    expect(await proveBooks(test.system)).toBe(0)
  }, 120_000)

  it('believes that an answer is the newest only when nothing was learnt since it was asked for', async () => {
    const { payment } = await test.begin()
    const asked = payment.version
    const step = (state: 'processing' | 'requires_action', version: number) =>
      applySnapshot(test.system, { paymentId: payment.id, snapshot: { state, movements: [] }, isNewest: { version } })
    const processing = await step('processing', asked)
    expect(processing.state).toBe('processing')
    expect((await step('requires_action', asked)).state).toBe('processing')
    expect((await step('requires_action', processing.version)).state).toBe('requires_action')
  })

  it('leaves the row alone when there is nothing new', async () => {
    const { payment } = await test.begin()
    const same = await applySnapshot(test.system, {
      paymentId: payment.id,
      snapshot: { state: 'requires_action', movements: [] },
      isNewest: true,
    })
    expect(same.version).toBe(payment.version)
  })

  it('tells of what changed, once', async () => {
    const { payment } = await test.begin()
    test.queue.splice(0)
    const snapshot = {
      state: 'succeeded' as const,
      movements: [
        {
          kind: 'capture' as const,
          externalId: payment.id,
          amount: { amount: 1800n, currency: 'USD' as const },
          occurredAt: test.clock.now(),
        },
      ],
    }
    await applySnapshot(test.system, { paymentId: payment.id, snapshot, isNewest: true })
    await applySnapshot(test.system, { paymentId: payment.id, snapshot, isNewest: true })
    const told = test.queue.filter((job) => job.queue === 'events').map((job) => job.data)
    expect(told).toEqual([{ name: 'payment.changed', data: { paymentId: payment.id, orderId: payment.orderId, state: 'succeeded' } }])
  })
})
