import { isOpenPayment } from 'shared/payments'
import { later } from '../../platform/clock.ts'
import type { GatewayDescriptor } from './gateways/gateway.ts'
import type { PaymentRow } from './tables.ts'

/** When an unclear payment is asked about again: 1 minute, 5 minutes, 1 hour, 6 hours, then daily. */
export const unknownSeconds = [60, 300, 3_600, 21_600, 86_400] as const

/** Of what is watched after its end, in seconds: a quarter of the time since then, within these. */
const watchSeconds = { least: 600, most: 21_600 }
const daySeconds = 86_400

/**
 * When to ask about a payment next; null when there is nothing left to ask. Never later than the moment it expires, and after
 * the end only where the gateway says that money may still come.
 */
export function nextPoll(
  descriptor: Pick<GatewayDescriptor, 'pollSeconds' | 'watchDays'>,
  payment: Pick<PaymentRow, 'state' | 'polls' | 'expiresAt' | 'settledAt' | 'reference'>,
  now: Date,
): Date | null {
  if (!isOpenPayment(payment.state)) return nextWatch(descriptor, payment, now)
  const steps = payment.state === 'unknown' ? unknownSeconds : descriptor.pollSeconds
  const step = steps[Math.min(payment.polls, steps.length - 1)]
  if (step === undefined) return null
  const next = later(now, step)
  const { expiresAt } = payment
  return expiresAt && expiresAt > now && expiresAt < next ? expiresAt : next
}

function nextWatch(
  { watchDays = 0 }: Pick<GatewayDescriptor, 'watchDays'>,
  { settledAt, reference }: Pick<PaymentRow, 'settledAt' | 'reference'>,
  now: Date,
): Date | null {
  if (reference === null || watchDays === 0) return null
  const since = (now.getTime() - (settledAt ?? now).getTime()) / 1000
  if (since >= watchDays * daySeconds) return null
  return later(now, Math.min(watchSeconds.most, Math.max(watchSeconds.least, since / 4)))
}
