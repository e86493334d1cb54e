import type { Stripe } from 'stripe'
import type { Money } from 'shared/money'
import type { SettledLine } from '../gateway.ts'
import { asDate, asMoney, disputeMovements } from './mapping.ts'

/** What happened to the balance (docs.stripe.com/api/balance_transactions), newest first, a hundred a page. */
export async function* listSettled(client: Stripe, since: Date): AsyncIterable<SettledLine[]> {
  const created = { gte: Math.floor(since.getTime() / 1000) }
  for (let after: string | undefined; ;) {
    const { data, has_more } = await client.balanceTransactions.list({
      created,
      limit: 100,
      expand: ['data.source'],
      ...(after ? { starting_after: after } : {}),
    })
    yield data.map(asSettledLine)
    after = data.at(-1)?.id
    if (!has_more || !after) return
  }
}

/** All that is on the balance, free or not yet. */
export async function listHeld(client: Stripe): Promise<Money[]> {
  const { available, pending } = await client.balance.retrieve()
  const sums = new Map<string, number>()
  for (const { amount, currency } of [...available, ...pending]) sums.set(currency, (sums.get(currency) ?? 0) + amount)
  return [...sums].map(([currency, amount]) => asMoney(amount, currency))
}

type Movement = Pick<SettledLine, 'kind' | 'externalId'> & { amount?: Money; reference: string | undefined }

export function asSettledLine(row: Stripe.BalanceTransaction): SettledLine {
  const inBalance = asMoney(row.amount, row.currency)
  const movement = movementOf(row)
  // A charge in another currency than the account's is changed on its way in.
  const paid = movement?.amount
  const isChanged = paid !== undefined && paid.currency !== inBalance.currency
  return {
    id: row.id,
    kind: movement?.kind ?? ownKind(row),
    amount: isChanged ? paid : inBalance,
    ...(isChanged ? { kept: inBalance } : {}),
    fee: BigInt(row.fee),
    ...(movement?.externalId ? { externalId: movement.externalId } : {}),
    ...(movement?.reference ? { reference: movement.reference } : {}),
    occurredAt: asDate(row.created),
    availableAt: asDate(row.available_on),
  }
}

/** docs.stripe.com/reports/balance-transaction-types */
function ownKind({ type }: Stripe.BalanceTransaction): SettledLine['kind'] {
  if (type === 'stripe_fee' || type === 'stripe_fx_fee' || type === 'tax_fee') return 'fee'
  return type === 'payout' || type === 'payout_cancel' || type === 'payout_failure' ? 'payout' : 'other'
}

function movementOf({ id, source }: Stripe.BalanceTransaction): Movement | undefined {
  if (source === null || typeof source === 'string') return undefined
  if (source.object === 'charge') {
    return { kind: 'capture', externalId: source.id, amount: asMoney(source.amount_captured, source.currency), reference: intentOf(source) }
  }
  if (source.object === 'refund') {
    // What failed came back under a row of its own.
    const isBack = idOf(source.failure_balance_transaction) === id
    const amount = asMoney(isBack ? source.amount : -source.amount, source.currency)
    return { kind: isBack ? 'refund_reversal' : 'refund', externalId: source.id, amount, reference: intentOf(source) }
  }
  if (source.object !== 'dispute') return undefined
  const moved = disputeMovements(source).find(({ row }) => row.id === id)?.movement
  if (!moved) return undefined
  const { amount, currency } = moved.amount
  return {
    kind: moved.kind,
    externalId: moved.externalId,
    amount: { amount: moved.kind === 'chargeback' ? -amount : amount, currency },
    reference: intentOf(source),
  }
}

const idOf = (value: string | { id: string } | null | undefined) => (typeof value === 'string' ? value : value?.id)
const intentOf = ({ payment_intent }: { payment_intent: string | { id: string } | null }) => idOf(payment_intent)
