import type { PaymentMethod } from 'shared/payments'
import type { Context } from '../../context.ts'

/** How long what an order's ways to pay showed is charged, though there are newer rates: long enough to choose and to type a number. */
const shownSeconds = 300

type Shown = { orderId: string; method: PaymentMethod; table: string }

/** Says that this order was shown a way to pay by these rates just now. Whoever agrees brings it back; for another order or way it is nothing. */
export function signShown({ sealer, clock }: Pick<Context, 'sealer' | 'clock'>, shown: Shown): string {
  const seconds = Math.floor(clock.now().getTime() / 1000)
  return `${shown.table}.${seconds}.${sealer.sign('shown', textOf(shown, seconds))}`
}

/** @returns the rates it was shown by; undefined for what we did not sign, for what was for another order or way, and for what is old */
export function openShown(
  { sealer, clock }: Pick<Context, 'sealer' | 'clock'>,
  token: string,
  of: Omit<Shown, 'table'>,
): string | undefined {
  const [table = '', shownAt = '', signature = ''] = token.split('.')
  const seconds = Number(shownAt)
  if (!/^\d{10}$/.test(shownAt) || clock.now().getTime() / 1000 - seconds >= shownSeconds) return undefined
  return sealer.isSigned('shown', textOf({ ...of, table }, seconds), signature) ? table : undefined
}

const textOf = ({ orderId, method, table }: Shown, seconds: number) => `${orderId} ${method} ${table} ${seconds}`
