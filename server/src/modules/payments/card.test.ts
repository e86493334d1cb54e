import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPayment, movementsOf } from './queries.ts'
import { createPaymentsTest, payByCard, type PaymentsTest } from './testing.ts'

describe('a card payment', () => {
  let test: PaymentsTest
  beforeAll(async () => {
    test = await createPaymentsTest()
  })
  afterAll(() => test.close())

  it('begins with what the browser needs, and turns paid by the webhook', async () => {
    const { payment } = await test.begin()
    expect(payment.state).toBe('requires_action')
    await payByCard(test, payment)
    await test.settle()
    const paid = await findPayment(test.db, payment.id)
    expect(paid).toMatchObject({ state: 'succeeded', captured: 1800n, refunded: 0n, label: 'Visa ·· 4242' })
    expect(await movementsOf(test.db, [payment.id])).toHaveLength(1)
  })
})
