/**
 * The door of orders:
 * - `placeOrder`, `findPlaced` (place-order.ts): a quote becomes an order, once per key.
 * - `moveOrder(ctx, order, next, { actor, facts, set })`: one guarded step, in the open transaction or its own.
 * - `settleOrder(ctx, orderId)`: brings an order in line with its payments; safe under duplicates and races.
 * - `presentOrder(ctx, number)`: the order as its customer sees it; orders/not-found for anybody else.
 * - `presentPlaced(ctx, read, payment)`: the same of an order just placed, without reading it.
 * - `orderFacts(db, orderIds)`: what messages about these orders need.
 */
export { moveOrder, type Move } from './move-order.ts'
export { orderFacts, type OrderFacts } from './order-facts.ts'
export { findPlaced, placeOrder } from './place-order.ts'
export { presentOrder, presentPlaced } from './present-order.ts'
export { orderProblem } from './problems.ts'
export { settleOrder } from './settle-order.ts'
