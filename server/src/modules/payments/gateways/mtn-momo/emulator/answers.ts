import type { JsonAnswer } from '../../../../../platform/emulation/json-service.ts'
import type { Transfer } from './state.ts'

const messages: Record<string, string> = {
  RESOURCE_ALREADY_EXIST: 'Duplicated reference id. Creation of resource failed.',
  RESOURCE_NOT_FOUND: 'Requested resource was not found.',
  NOT_ALLOWED_TARGET_ENVIRONMENT: 'Access to target environment is forbidden.',
  INVALID_CURRENCY: 'Currency not supported.',
  PAYER_NOT_FOUND: 'Payer not found.',
  SERVICE_UNAVAILABLE: 'Service temporarily unavailable, try again later.',
}

/** A refusal in MTN's words. */
export const failed = (status: number, code: string): JsonAnswer => ({ status, body: { code, message: messages[code] ?? code } })

/** The status, and word for word the callback. */
export function asBody(made: Transfer): object {
  const { kind, amount, currency, externalId, phone, payerMessage, payeeNote, status, reason, financialTransactionId } = made
  const party = { partyIdType: 'MSISDN', partyId: phone }
  return {
    ...(financialTransactionId && { financialTransactionId }),
    externalId,
    amount,
    currency,
    ...(kind === 'refund' ? { payee: party } : { payer: party }),
    payerMessage,
    payeeNote,
    status,
    ...(reason && { reason: { code: reason, message: messages[reason] ?? reason } }),
  }
}
