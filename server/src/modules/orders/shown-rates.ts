import type { PaymentMethod } from 'shared/payments'
import type { Context } from '../../context.ts'

/** How long what an order's ways to pay showed is charged, though there are newer rates: long enough to choose and to type a number. */
const shownSeconds = 300

type Shown = { orderId: string; method: PaymentMethod; table: string }
type Sealed = Shown & { at: number }

/** Says that this order was shown a way to pay by these rates just now. Whoever agrees brings it back; for another order or way it is nothing. */
export function sealShown({ sealer, clock }: Pick<Context, 'sealer' | 'clock'>, shown: Shown): string {
  return sealer.seal('shown', { ...shown, at: clock.now().getTime() } satisfies Sealed)
}

/** @returns the rates it was shown by; undefined for what we did not seal, for what was for another order or way, and for what is old */
export function openShown(
  { sealer, clock }: Pick<Context, 'sealer' | 'clock'>,
  token: string,
  of: Omit<Shown, 'table'>,
): string | undefined {
  const shown = unseal(sealer, token)
  if (shown?.orderId !== of.orderId || shown.method !== of.method) return undefined
  return clock.now().getTime() - shown.at < shownSeconds * 1000 ? shown.table : undefined
}

function unseal(sealer: Context['sealer'], token: string): Sealed | undefined {
  try {
    return sealer.open<Sealed>('shown', token)
  } catch {
    return undefined
  }
}
