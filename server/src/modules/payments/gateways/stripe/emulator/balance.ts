import type Stripe from 'stripe'
import { newId, type StripeWorld } from './state.ts'

/** Currencies that Stripe counts in whole units (docs.stripe.com/currencies#zero-decimal). */
export const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' '))

/** Standard card pricing: 2.9 % and 30 minor units, rounded to a whole minor unit. */
export function cardFee(amount: number, currency: string): number {
  return Math.round(amount * 0.029) + (zeroDecimal.has(currency) ? 0 : 30)
}

export function addBalanceTransaction(
  world: StripeWorld,
  row: Pick<Stripe.BalanceTransaction, 'amount' | 'fee' | 'currency' | 'type' | 'reporting_category'> & {
    source: string
    description: string | null
  },
): Stripe.BalanceTransaction {
  const created = world.clock.seconds()
  const transaction: Stripe.BalanceTransaction = {
    id: newId(world, 'txn'),
    object: 'balance_transaction',
    amount: row.amount,
    available_on: created + (row.type === 'charge' ? 2 * 86_400 : 0),
    balance_type: 'payments',
    created,
    currency: row.currency,
    description: row.description,
    exchange_rate: null,
    fee: row.fee,
    fee_details:
      row.fee === 0
        ? []
        : [{ amount: row.fee, application: null, currency: row.currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: row.amount - row.fee,
    reporting_category: row.reporting_category,
    source: row.source,
    status: row.type === 'charge' ? 'pending' : 'available',
    type: row.type,
  }
  world.state.balanceTransactions[transaction.id] = transaction
  return transaction
}

/** Puts the money of a captured charge on the balance and takes Stripe's fee. */
export function settleCharge(world: StripeWorld, charge: Stripe.Charge): void {
  if (charge.balance_transaction || !charge.captured) return
  charge.balance_transaction = addBalanceTransaction(world, {
    amount: charge.amount_captured,
    fee: cardFee(charge.amount_captured, charge.currency),
    currency: charge.currency,
    type: 'charge',
    reporting_category: 'charge',
    source: charge.id,
    description: charge.description,
  }).id
}
