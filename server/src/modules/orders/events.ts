import type { OrderState } from 'shared/orders'
import { defineEvent } from '../../platform/jobs.ts'

/** A new order stands, paid or not yet. */
export const orderPlaced = defineEvent<'order.placed', { orderId: string }>('order.placed')

/** One step of an order's life. What else there is to tell (tracking, delivery) is read from the order: `orderFacts`. */
export const orderMoved = defineEvent<'order.moved', { orderId: string; number: string; from: OrderState; to: OrderState }>('order.moved')

/**
 * Money really went back, by `amount` minor units; `refunded` is the sum so far, so that (orderId, refunded) names each
 * telling once.
 */
export const orderRefunded = defineEvent<
  'order.refunded',
  { orderId: string; number: string; amount: string; refunded: string; currency: string }
>('order.refunded')
