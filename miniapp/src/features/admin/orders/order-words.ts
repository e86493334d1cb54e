import { orderWord, type OrderState, type PaymentSummary } from 'shared/orders'
import type { Translate } from 'shared/translate'
import type { Tone } from '../../../ui/show.tsx'

/** How each state looks in a pill; the word stands beside it. */
export const stateTone: Record<OrderState, Tone> = {
  pending_payment: 'warn',
  payment_confirmed: 'info',
  processing: 'info',
  shipped: 'ok',
  delivered: 'ok',
  cancelled: 'neutral',
  refunded: 'neutral',
}

export const paymentTone: Record<PaymentSummary, Tone> = {
  unpaid: 'warn',
  on_delivery: 'gold',
  paid: 'ok',
  partially_refunded: 'neutral',
  refunded: 'neutral',
}

/** A hue for somebody's letters, the same each time. */
export function hueOf(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
}

/** The state as staff say it: what waits to be paid on delivery waits for them. */
export function stateWords(
  t: Translate,
  { state, payment, isPickup }: { state: OrderState; payment: PaymentSummary; isPickup: boolean },
): string {
  if (state === 'pending_payment' && payment === 'on_delivery') return t('admin.toAccept')
  return t(`orders.state.${orderWord({ state, isPickup })}`) // keys: orders.state.*
}

/** Whether the money's pill adds anything to the state's: "Refunded, refunded" does not, nor does "Waiting to pay, not paid". */
export function saysMore({ state, payment }: { state: OrderState; payment: PaymentSummary }): boolean {
  return payment !== 'unpaid' && !(state === 'refunded' && payment === 'refunded') && !(state === 'payment_confirmed' && payment === 'paid')
}
