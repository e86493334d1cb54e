import { isCurrency } from 'shared/currencies'
import { parseDecimal, type Money } from 'shared/money'
import { TokenUnavailable } from '../../../../platform/held-token.ts'
import type { GatewayFault, RefundSnapshot, Snapshot } from '../gateway.ts'
import { withoutToken } from '../without-token.ts'
import { MomoError, type MomoTransaction } from './client.ts'
import { momoErrorCodes } from './error-codes.ts'

/**
 * Their id for what we ask must be a UUID of version 4 that was never used. Ours are of version 7: the same with the digit of
 * the version changed, so that one intention always has the same id.
 */
export const asReferenceId = (id: string): string => `${id.slice(0, 14)}4${id.slice(15)}`

/** @throws RangeError when they speak of money we do not know */
export function moneyOf({ amount, currency }: Pick<MomoTransaction, 'amount' | 'currency'>): Money {
  const read = isCurrency(currency) ? parseDecimal(amount, currency) : undefined
  if (!read) throw new RangeError('MTN MoMo speaks of money we do not know')
  return read
}

/** PENDING, SUCCESSFUL or FAILED; anything else is unknown. */
export function asSnapshot(transaction: MomoTransaction, { reference, at }: { reference: string; at: Date }): Snapshot {
  const { status, financialTransactionId: label, reason } = transaction
  const amount = moneyOf(transaction)
  const said = { expected: amount, movements: [], ...(label ? { label } : {}) }
  switch (status) {
    case 'SUCCESSFUL':
      return { ...said, state: 'succeeded', movements: [{ kind: 'capture', externalId: reference, amount, occurredAt: at }] }
    case 'PENDING':
    case 'CREATED':
      return { ...said, state: 'requires_action' }
    case 'FAILED':
    case 'REJECTED':
    case 'TIMEOUT': {
      const code = reason ?? (status === 'TIMEOUT' ? 'EXPIRED' : status)
      const failure = momoErrorCodes[code] ?? 'other'
      const isOver = failure === 'expired' || failure === 'cancelled_by_customer'
      return { ...said, state: isOver ? 'cancelled' : 'failed', failure, failureCode: code }
    }
    default:
      return { ...said, state: 'unknown', failureCode: status }
  }
}

export function asRefundSnapshot(transaction: MomoTransaction, { reference, at }: { reference: string; at: Date }): RefundSnapshot {
  const { status, reason } = transaction
  const state = status === 'SUCCESSFUL' ? 'succeeded' : status === 'FAILED' || status === 'REJECTED' ? 'failed' : 'pending'
  return {
    reference,
    state,
    amount: moneyOf(transaction),
    occurredAt: at,
    ...(state === 'failed' ? { failureCode: reason ?? status } : {}),
  }
}

export function classifyMomo(error: unknown): GatewayFault {
  if (error instanceof TokenUnavailable) return withoutToken(classifyMomo(error.cause))
  if (!(error instanceof MomoError)) return { kind: 'ambiguous', code: 'no_answer', failure: 'gateway_unavailable' }
  const { status, code } = error
  return { kind: kindOf(status, code), code, failure: momoErrorCodes[code] ?? 'gateway_unavailable' }
}

function kindOf(status: number, code: string): GatewayFault['kind'] {
  if (status === 409) return 'already-done'
  if (status === 401 || status === 403) return 'auth'
  if (status === 404 && code !== 'PAYER_NOT_FOUND') return 'not-found'
  if (status === 429) return 'rate-limited'
  if (code === 'PAYER_NOT_FOUND' || code === 'NOT_ENOUGH_FUNDS' || code === 'PAYER_LIMIT_REACHED') return 'declined'
  if (status >= 400 && status < 500) return 'invalid'
  return 'ambiguous'
}
