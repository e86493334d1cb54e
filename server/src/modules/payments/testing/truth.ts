import * as fc from 'fast-check'
import { money } from 'shared/money'
import type { ObservedMovement, RefundSnapshot, Snapshot } from '../gateways/gateway.ts'

const at = new Date('2026-11-22T09:00:00Z')
const usd = (amount: bigint) => money(amount, 'USD')

/** A gateway that lives through random events, and remembers what it would have answered after each. */
export type Truth = { state: Snapshot['state']; charges: ObservedMovement[]; refunds: RefundSnapshot[] }
type Step = { what: 'decline' | 'process' | 'fall-back' | 'pay' | 'cancel' | 'refund' | 'refund-fails'; size: number }

export const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom('decline', 'process', 'fall-back', 'pay', 'cancel', 'refund', 'refund-fails'),
    size: fc.integer({ min: 1, max: 1000 }),
  }),
  { maxLength: 14 },
)

export function live(all: readonly Step[], name = 'their'): Truth[] {
  const history: Truth[] = [{ state: 'requires_action', charges: [], refunds: [] }]
  for (const { what, size } of all) {
    const now = structuredClone(history.at(-1)) as Truth
    const isOpen = now.state === 'requires_action' || now.state === 'processing'
    const left =
      now.charges.length * 1000 -
      now.refunds.filter((refund) => refund.state !== 'failed').reduce((sum, refund) => sum + Number(refund.amount.amount), 0)
    if (what === 'process' && isOpen) now.state = 'processing'
    if (what === 'fall-back' && isOpen) now.state = 'requires_action'
    if (what === 'cancel' && isOpen) now.state = 'cancelled'
    if (what === 'pay' && isOpen) {
      now.state = 'succeeded'
      now.charges.push({ kind: 'capture', externalId: `${name}-charge`, amount: usd(1000n), occurredAt: at })
    }
    if (what === 'refund' && left >= size)
      now.refunds.push({ reference: `${name}-refund-${now.refunds.length}`, state: 'succeeded', amount: usd(BigInt(size)), occurredAt: at })
    if (what === 'refund-fails') {
      const last = now.refunds.findLast((refund) => refund.state === 'succeeded')
      if (last) last.state = 'failed'
    }
    history.push(now)
  }
  return history
}

export const asAnswer = (truth: Truth): Snapshot => ({
  state: truth.state,
  expected: usd(1000n),
  movements: truth.charges,
  refunds: truth.refunds,
})

export const refundedBy = (truth: Truth): bigint =>
  truth.refunds.filter((refund) => refund.state === 'succeeded').reduce((sum, refund) => sum + refund.amount.amount, 0n)
