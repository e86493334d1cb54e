import type { Money } from 'shared/money'
import type { Gateway, GatewayPayment, Snapshot } from '../gateway.ts'

/**
 * Cash at the door. Nobody is asked: it is promised at once, and becomes money when staff say that it was handed over.
 * What was handed over is handed back by hand, so there is no refund here.
 */
/** @param most what may be owed at one door; null for no bound, and of no account where it is another currency than the shop's */
export function cashOnDelivery(most: Money | null = null): Gateway {
  return {
    descriptor: {
      id: 'cash-on-delivery',
      method: 'cash_on_delivery',
      goods: ['physical'],
      // Whether cash is taken is said by the way of delivery. Goods nobody paid for are kept from everybody else, so an owner may bound them.
      limits: (currency) => ({ min: 1n, max: most?.currency === currency ? most.amount : 10n ** 12n }),
      partialRefunds: false,
      pollSeconds: [],
      isPromise: true,
    },
    start: (payment) =>
      Promise.resolve({ reference: payment.id, snapshot: snapshotOf(payment, 'authorized'), nextAction: { type: 'none' } }),
    retrieve: (payment) => Promise.resolve(snapshotOf(payment, payment.state === 'cancelled' ? 'cancelled' : 'authorized')),
    cancel: (payment) => Promise.resolve(snapshotOf(payment, 'cancelled')),
    classify: () => ({ kind: 'ambiguous', code: 'unknown', failure: 'other' }),
  }
}

/** The only book of cash is our own. */
function snapshotOf(payment: GatewayPayment, whenUnpaid: Snapshot['state']): Snapshot {
  const isPaid = payment.movements.some((movement) => movement.kind === 'capture')
  return { state: isPaid ? 'succeeded' : whenUnpaid, expected: payment.amount, movements: [] }
}
