import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { payments } from './tables.ts'
import { createPaymentsTest, type PaymentsTest } from './testing/payments-shop.ts'

let test: PaymentsTest
beforeAll(async () => {
  test = await createPaymentsTest()
})
afterAll(() => test.close())

it('an order is tried to be paid so many times and no more: each may cost an address that is watched for a month', async () => {
  const { order, payment } = await test.write('bitcoin')
  const over = (attempt: number) => test.db.update(payments).set({ state: 'cancelled', attempt }).where(eq(payments.id, payment.id))
  await over(24)
  const last = await test.attempt(order, 'bitcoin')
  expect(last.attempt).toBe(25)
  await test.db.update(payments).set({ state: 'cancelled' }).where(eq(payments.id, last.id))
  await expect(test.attempt(order, 'card')).rejects.toMatchObject({ code: 'payments/too-many-attempts', options: { facts: { most: 25 } } })
})
