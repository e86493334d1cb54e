import type { Dispute } from '../types.ts'
import { amountOf, unitsOf } from './amounts.ts'
import { missing } from './errors.ts'
import { givenBack, refundCapture } from './refunds.ts'
import { reportDispute } from './report.ts'
import { newId, stamp, type PaypalWorld } from './state.ts'

/** The payer asks PayPal for the money back: it is held until that is decided. @returns undefined where there is nothing to dispute */
export function openDispute(world: PaypalWorld, captureId: string, reason = 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED'): Dispute | undefined {
  const capture = world.state.captures[captureId]
  if (!capture) throw missing()
  const left = unitsOf(capture.amount) - givenBack(world, captureId)
  const isOpen = Object.values(world.state.disputes).some(
    ({ status, disputed_transactions: [first] }) => status !== 'RESOLVED' && first?.seller_transaction_id === captureId,
  )
  if (left <= 0n || isOpen || capture.status === 'PENDING') return undefined
  const dispute: Dispute = {
    dispute_id: `PP-R-${newId(world, 3)}-${world.clock.seconds()}${world.state.calls.length}`,
    create_time: stamp(world),
    update_time: stamp(world),
    disputed_transactions: [
      {
        seller_transaction_id: captureId,
        gross_amount: capture.amount,
        ...(capture.custom_id ? { custom: capture.custom_id } : {}),
        ...(capture.invoice_id ? { invoice_number: capture.invoice_id } : {}),
      },
    ],
    reason,
    status: 'WAITING_FOR_SELLER_RESPONSE',
    dispute_amount: amountOf(left, capture.amount.currency_code),
    dispute_life_cycle_stage: 'CHARGEBACK',
  }
  world.state.disputes[dispute.dispute_id] = dispute
  reportDispute(world, dispute, 'held')
  tell(world, dispute, 'CREATED')
  return dispute
}

/** PayPal decides, or the shop gives the money back itself. */
export function closeDispute(world: PaypalWorld, id: string, end: 'shop' | 'payer' | 'refunded'): Dispute {
  const dispute = findDispute(world, id)
  if (dispute.status === 'RESOLVED') return dispute
  dispute.status = 'RESOLVED'
  dispute.update_time = stamp(world)
  dispute.dispute_outcome =
    end === 'shop'
      ? { outcome_code: 'RESOLVED_SELLER_FAVOUR' }
      : { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: dispute.dispute_amount }
  reportDispute(world, dispute, 'letGo')
  if (end === 'payer') reportDispute(world, dispute, 'taken')
  const captureId = dispute.disputed_transactions[0]?.seller_transaction_id
  if (end === 'refunded' && captureId) refundCapture(world, captureId, { amount: dispute.dispute_amount })
  tell(world, dispute, 'RESOLVED')
  return dispute
}

export function findDispute({ state }: Pick<PaypalWorld, 'state'>, id: string): Dispute {
  const dispute = state.disputes[id]
  if (!dispute) throw missing()
  return dispute
}

function tell(world: PaypalWorld, dispute: Dispute, what: 'CREATED' | 'RESOLVED'): void {
  world.emit(`CUSTOMER.DISPUTE.${what}`, 'dispute', dispute, `A dispute was ${what.toLowerCase()}`)
  world.changed()
}
