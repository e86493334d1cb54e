import { isOpenPayment } from 'shared/payments'
import { later } from '../../platform/clock.ts'
import type { GatewayDescriptor } from './gateways/gateway.ts'
import type { PaymentRow } from './tables.ts'

/** When an unclear payment is asked about again: 1 minute, 5 minutes, 1 hour, 6 hours, then daily. */
export const unknownSeconds = [60, 300, 3_600, 21_600, 86_400] as const

/** When to ask about a payment next; null when there is nothing left to ask. Never later than the moment it expires. */
export function nextPoll(
  descriptor: Pick<GatewayDescriptor, 'pollSeconds'>,
  payment: Pick<PaymentRow, 'state' | 'polls' | 'expiresAt'>,
  now: Date,
): Date | null {
  if (!isOpenPayment(payment.state)) return null
  const steps = payment.state === 'unknown' ? unknownSeconds : descriptor.pollSeconds
  const step = steps[Math.min(payment.polls, steps.length - 1)]
  if (step === undefined) return null
  const next = later(now, step)
  const { expiresAt } = payment
  return expiresAt && expiresAt > now && expiresAt < next ? expiresAt : next
}
