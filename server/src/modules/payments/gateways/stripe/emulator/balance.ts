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
    source: string | null
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

/** What is free and what is not yet, per currency. */
export function readBalance(world: StripeWorld): Stripe.Balance {
  const now = world.clock.seconds()
  const sums = (isFree: boolean) => {
    const found: Record<string, number> = {}
    for (const row of Object.values(world.state.balanceTransactions)) {
      if (row.available_on <= now === isFree) found[row.currency] = (found[row.currency] ?? 0) + row.net
    }
    return Object.entries(found).map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }))
  }
  return { object: 'balance', available: sums(true), livemode: false, pending: sums(false) }
}

/** Sends all that is free of one currency to the bank, as Stripe does by itself every day. Undefined when there is nothing. */
export function payOut(world: StripeWorld, currency: string): Stripe.Payout | undefined {
  const amount = readBalance(world).available.find((row) => row.currency === currency)?.amount ?? 0
  if (amount <= 0) return undefined
  const id = newId(world, 'po')
  const row = addBalanceTransaction(world, {
    amount: -amount,
    fee: 0,
    currency,
    type: 'payout',
    reporting_category: 'payout',
    source: id,
    description: 'STRIPE PAYOUT',
  })
  const payout: Stripe.Payout = {
    id,
    object: 'payout',
    amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: row.created + 86_400,
    automatic: true,
    balance_transaction: row.id,
    created: row.created,
    currency,
    description: 'STRIPE PAYOUT',
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: 'completed',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'paid',
    trace_id: null,
    type: 'bank_account',
  }
  world.state.payouts[id] = payout
  world.emit('payout.created', payout)
  world.emit('payout.paid', payout)
  return payout
}
