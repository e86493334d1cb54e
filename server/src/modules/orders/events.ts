import type { OrderState } from 'shared/orders'
import { defineEvent } from '../../platform/jobs.ts'

/** A new order stands, paid or not yet. */
export const orderPlaced = defineEvent<'order.placed', { orderId: string }>('order.placed')

/** One step of an order's life. What else there is to tell (tracking, delivery) is read from the order: `orderFacts`. */
export const orderMoved = defineEvent<'order.moved', { orderId: string; number: string; from: OrderState; to: OrderState }>('order.moved')

/** One refund really went back, by `amount` minor units of the currency it went back in. */
export const orderRefunded = defineEvent<
  'order.refunded',
  { orderId: string; number: string; refundId: string; amount: string; currency: string }
>('order.refunded')
