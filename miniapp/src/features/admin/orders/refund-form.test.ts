import type { MoneyJson } from 'shared/money'
import type { AdminOrder, AdminPayment } from 'shared/orders.schema'
import { describe, expect, it } from 'vitest'
import { chosenLines, mostOf } from './refund-form.ts'

const usd = (amount: string): MoneyJson => ({ amount, currency: 'USD' })
const order = {
  lines: [
    { id: 'a', quantity: 3, refundedQuantity: 1, unitPrice: usd('1000') },
    { id: 'b', quantity: 1, refundedQuantity: 0, unitPrice: usd('2000') },
  ],
  totals: {
    subtotal: usd('5000'),
    delivery: usd('500'),
    tax: usd('0'),
    taxName: '',
    taxRateBps: 0,
    taxIncluded: true,
    total: usd('5500'),
  },
} as AdminOrder
const payment = (refundable: string) => ({ amount: usd('5500'), refundable: usd(refundable) }) as AdminPayment

describe('what can go back at most', () => {
  it('is all that is left, as long as no goods are chosen', () => {
    expect(mostOf(order, payment('4500'), { a: 0 }, false)).toEqual({ amount: 4500n, currency: 'USD' })
    expect(chosenLines({ a: 0, b: 1 })).toEqual([{ lineId: 'b', quantity: 1 }])
  })

  it('is what the chosen goods come to, with their share of the delivery where it goes back too', () => {
    expect(mostOf(order, payment('4500'), { a: 2 }, false).amount).toBe(2000n)
    expect(mostOf(order, payment('4500'), { a: 2, b: 1 }, true).amount).toBe(4400n)
  })

  it('is never more than is left of the payment', () => {
    expect(mostOf(order, payment('1500'), { a: 2 }, false).amount).toBe(1500n)
  })
})
