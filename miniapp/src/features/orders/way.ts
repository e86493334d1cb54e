import { orderIsOver, orderWord, type OrderState, type OrderWord } from 'shared/orders'
import type { Order } from 'shared/orders.schema'

/** One step on an order's way, as the timeline draws it. */
export type WayStep = {
  key: string
  /** What it is called. */ word: OrderWord
  state: 'done' | 'now' | 'next'
  at?: string
  facts?: Record<string, string>
}

type Way = Pick<Order, 'state' | 'payment' | 'isPickup' | 'goods' | 'timeline' | 'placedAt'> & { currentPayment: { method: string } | null }

const physical: OrderState[] = ['pending_payment', 'payment_confirmed', 'processing', 'shipped', 'delivered']
const onDelivery: OrderState[] = ['pending_payment', 'processing', 'shipped', 'delivered']
const digital: OrderState[] = ['pending_payment', 'payment_confirmed', 'delivered']

/**
 * The whole way of an order: what happened with its time, where it is, and what is still to come. An order that was
 * called off ends where it stopped; money given back is told when it was given.
 */
export function wayOf(order: Way): WayStep[] {
  const moved = new Map<string, { at: string; facts: Record<string, string> }>([['pending_payment', { at: order.placedAt, facts: {} }]])
  for (const entry of order.timeline) {
    if (entry.kind === 'moved' && entry.state) moved.set(entry.state, { at: entry.at, facts: entry.facts })
  }
  const paysAtTheDoor = order.currentPayment?.method === 'cash_on_delivery'
  const path = order.goods === 'digital' ? digital : paysAtTheDoor ? onDelivery : physical
  const stopped = order.state === 'cancelled' || order.state === 'refunded'
  const at = path.indexOf(order.state)
  const called = (state: OrderState) => orderWord({ state, isPickup: order.isPickup })
  const steps = path.flatMap((state, index): WayStep[] => {
    const happened = moved.get(state)
    if (stopped) return happened ? [{ key: state, word: called(state), state: 'done', ...happened }] : []
    const place = index < at || (index === at && orderIsOver(state)) ? 'done' : index === at ? 'now' : 'next'
    return [{ key: state, word: called(state), state: place, ...(place !== 'next' && happened) }]
  })
  const refunds = order.timeline
    .filter((entry) => entry.kind === 'refund')
    .map((entry): WayStep => ({ key: `refund-${entry.id}`, word: 'refunded', state: 'done', at: entry.at, facts: entry.facts }))
  const cancelled = moved.get('cancelled')
  const told: WayStep[] = [
    ...steps.filter((step) => step.state !== 'next'),
    ...(cancelled ? [{ key: 'cancelled', word: 'cancelled' as const, state: 'done' as const, ...cancelled }] : []),
    ...(order.state === 'refunded' && refunds.length === 0
      ? [{ key: 'refunded', word: 'refunded' as const, state: 'done' as const, ...moved.get('refunded') }]
      : []),
  ]
  for (const refund of refunds) {
    const after = told.findLastIndex((step) => step.at !== undefined && step.at <= refund.at!)
    told.splice(after + 1, 0, refund)
  }
  return [...told, ...steps.filter((step) => step.state === 'next')]
}
