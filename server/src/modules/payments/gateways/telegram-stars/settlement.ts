import { money } from 'shared/money'
import { later } from '../../../../platform/clock.ts'
import type { SettledLine } from '../gateway.ts'
import type { TheirTransaction } from './book.ts'

/** Stars may be withdrawn so long after they were earned (telegram.org/tos/stars#3-2). */
const holdDays = 21

/** core.telegram.org/bots/api#transactionpartner: withdrawals go by Fragment; Telegram takes for messages above the free rate. */
const ownKinds: Record<string, SettledLine['kind']> = { fragment: 'payout', telegram_api: 'fee', affiliate_program: 'fee' }

export function asSettledLine({ id, amount, date, source, receiver }: TheirTransaction): SettledLine {
  const partner = source ?? receiver
  const occurredAt = new Date(date * 1000)
  const payload = partner?.invoice_payload
  const isSale = payload !== undefined
  const kind = isSale ? (source ? 'capture' : 'refund') : (ownKinds[partner?.type ?? ''] ?? 'other')
  return {
    // A refund bears the id of the charge it undoes, and what failed the id of what was tried.
    id: `${source ? 'in' : 'out'}:${id}`,
    kind,
    amount: money(source ? amount : -amount, 'XTR'),
    fee: 0n,
    ...(isSale ? { externalId: id, reference: payload } : {}),
    occurredAt,
    ...(kind === 'capture' ? { availableAt: later(occurredAt, holdDays * 86_400) } : {}),
  }
}
