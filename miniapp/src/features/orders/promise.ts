import type { OrderCard } from 'shared/orders.schema'
import { orderIsOver, orderWord, type OrderWord } from 'shared/orders'
import type { Translate } from 'shared/translate'
import type { Format } from '../../lib/format.ts'
import type { Tone } from '../../ui/show.tsx'

/** What an order's pill says: its state, but waiting for money and paying on delivery are told apart. */
export type OrderStatus = OrderWord | 'on_delivery'

export function statusOf(order: Pick<OrderCard, 'state' | 'payment' | 'isPickup'>): OrderStatus {
  return order.state === 'pending_payment' && order.payment === 'on_delivery' ? 'on_delivery' : orderWord(order)
}

export const toneOf: Record<OrderStatus, Tone> = {
  pending_payment: 'warn',
  on_delivery: 'info',
  payment_confirmed: 'ok',
  processing: 'info',
  shipped: 'ok',
  ready_to_collect: 'ok',
  delivered: 'ok',
  collected: 'ok',
  cancelled: 'neutral',
  refunded: 'neutral',
}

/** Of four steps (paid, packed, on its way, delivered): how many lie behind, and whether the next has begun. */
export const stepsOf: Record<OrderStatus, { done: number; moving: boolean }> = {
  pending_payment: { done: 0, moving: true },
  on_delivery: { done: 0, moving: true },
  payment_confirmed: { done: 1, moving: false },
  processing: { done: 1, moving: true },
  shipped: { done: 2, moving: true },
  ready_to_collect: { done: 3, moving: false },
  delivered: { done: 4, moving: false },
  collected: { done: 4, moving: false },
  cancelled: { done: 0, moving: false },
  refunded: { done: 0, moving: false },
}

/**
 * `when` stands alone ("Today, 14:00–16:00"), `arriving` is a title, `arrives` a sentence, and `pickup` a title where
 * nobody brings it.
 */
export type ArrivalStyle = 'when' | 'arriving' | 'arrives' | 'pickup'

type Arrival = { from: string; by: string; now: Date; style: ArrivalStyle }

const dayMs = 86_400_000

/** When it comes, in words: today, tomorrow, a day with its hours, or from one day to another. */
export function arrivalWords(t: Translate, format: Format, { from, by, now, style }: Arrival): string {
  const time = format.span(from, by)
  // keys: orders.arrival.*
  if (!format.isSameDay(from, by)) return t(`orders.arrival.${style}.between`, { from: format.day(from), to: format.day(by) })
  if (format.isSameDay(from, now)) return t(`orders.arrival.${style}.today`, { time })
  if (format.isSameDay(from, new Date(now.getTime() + dayMs))) return t(`orders.arrival.${style}.tomorrow`, { time })
  return t(`orders.arrival.${style}.day`, { day: format.day(from), time })
}

type Promised = Pick<OrderCard, 'state' | 'payment' | 'awaits' | 'isPickup' | 'arrivesFrom' | 'arrivesBy'>

/** Whether the promised time has gone by and it is not there. What lies ready waits for the customer, not they for it. */
export function isLate(order: Promised, now: Date): boolean {
  if (statusOf(order) === 'ready_to_collect') return false
  return order.arrivesBy !== null && !orderIsOver(order.state) && order.payment !== 'unpaid' && new Date(order.arrivesBy) < now
}

/** The one sentence an order stands for; `card` is the short form for lists. */
export function promiseOf(t: Translate, format: Format, order: Promised, now: Date, style: 'card' | 'title'): string {
  const status = statusOf(order)
  if (order.awaits) return t(`orders.awaits.${order.awaits}`) // keys: orders.awaits.*
  if (status === 'pending_payment' || status === 'ready_to_collect' || orderIsOver(order.state)) return t(`orders.promise.${status}`) // keys: orders.promise.*
  if (isLate(order, now)) return t('orders.promise.late')
  if (order.arrivesFrom && order.arrivesBy) {
    return arrivalWords(t, format, {
      from: order.arrivesFrom,
      by: order.arrivesBy,
      now,
      style: style === 'card' ? 'when' : order.isPickup ? 'pickup' : 'arriving',
    })
  }
  return t(`orders.promise.${status}`) // keys: orders.promise.*
}

/** What a card adds under its promise. */
export function promiseDetail(t: Translate, order: Promised, now: Date): string {
  const status = statusOf(order)
  const isToCome = order.isPickup && (status === 'payment_confirmed' || status === 'processing')
  if (isLate(order, now)) return t(order.isPickup ? 'orders.detail.lateToCollect' : 'orders.detail.late')
  if (order.awaits) return t(`orders.awaitsDetail.${order.awaits}`) // keys: orders.awaitsDetail.*
  return isToCome ? t('orders.detail.toCollect') : t(`orders.detail.${status}`) // keys: orders.detail.*
}
