import { asDecimal } from 'shared/money'
import type { NextAction } from 'shared/payments'
import { maskedPhone } from 'shared/phone'
import { later, type Clock } from '../../../../platform/clock.ts'
import { hashOf } from '../../../../platform/crypto.ts'
import type { Gateway, GatewayPayment, GatewayRefund, RefundSnapshot, Snapshot } from '../gateway.ts'
import { momoClient, MomoError } from './client.ts'
import type { MomoConfig } from './environment.ts'
import { momoErrorCodes } from './error-codes.ts'
import { asReferenceId, asRefundSnapshot, asSnapshot, classifyMomo } from './mapping.ts'
import { marketPhone, markets } from './markets.ts'

/** They end a question on a phone after five minutes. */
const promptSeconds = 300
/** What they do not know so long after it was asked never reached them. */
const missingSeconds = 3_600
const mostLetters = 160

/** MTN MoMo: a question on the customer's phone, known by an id we choose (requesttopay). See README.md. */
export function mtnMomo(config: MomoConfig, clock: Clock): Gateway {
  const { collection, disbursement } = momoClient(config, clock)
  const { countries } = markets[config.market]
  const ageOf = (payment: GatewayPayment) => (clock.now().getTime() - payment.createdAt.getTime()) / 1000

  async function read(payment: GatewayPayment): Promise<Snapshot> {
    const reference = asReferenceId(payment.id)
    const transaction = await collection.read(`/v1_0/requesttopay/${reference}`).catch(asMissing)
    const isPending = transaction === undefined ? ageOf(payment) < missingSeconds : transaction.status === 'PENDING'
    if (transaction === undefined && !isPending)
      return { state: 'failed', movements: [], failure: 'gateway_unavailable', failureCode: 'RESOURCE_NOT_FOUND' }
    const seen = transaction
      ? asSnapshot(transaction, { reference, at: clock.now() })
      : { state: 'requires_action' as const, movements: [] }
    if (seen.state !== 'requires_action') return seen
    // When the question can stand on the phone no more, the person is not waited for.
    return { ...seen, state: ageOf(payment) >= promptSeconds ? 'processing' : 'requires_action', nextAction: awaitPush(payment) }
  }

  async function refund(payment: GatewayPayment, wanted: GatewayRefund): Promise<RefundSnapshot> {
    const reference = asReferenceId(wanted.id)
    const body = {
      amount: asDecimal(wanted.amount),
      currency: wanted.amount.currency,
      externalId: wanted.id,
      payerMessage: payment.description.slice(0, mostLetters),
      payeeNote: payment.orderNumber,
      referenceIdToRefund: asReferenceId(payment.id),
    }
    await disbursement?.ask('/v1_0/refund', { referenceId: reference, callbackUrl: payment.callbackUrl, body }).catch(unlessThereAlready)
    return retrieveRefund(payment, wanted)
  }

  async function retrieveRefund(_payment: GatewayPayment, wanted: GatewayRefund): Promise<RefundSnapshot> {
    if (!disbursement) throw new Error('Without keys for disbursement nothing is given back')
    const reference = asReferenceId(wanted.id)
    const transaction = await disbursement.read(`/v1_0/refund/${reference}`).catch(asMissing)
    return transaction
      ? asRefundSnapshot(transaction, { reference, at: clock.now() })
      : { reference, state: 'pending', amount: wanted.amount, occurredAt: clock.now() }
  }

  return {
    descriptor: {
      id: 'mtn-momo',
      method: 'mtn_momo',
      goods: ['physical'],
      currencies: [config.currency],
      ...(countries ? { countries } : {}),
      // Their own bounds are each account's; nothing is asked that no account may pay.
      limits: () => ({ min: 1n, max: 10_000_000_000n }),
      asks: 'phone',
      partialRefunds: true,
      // They have no statement that a program could read.
      settledKinds: [],
      // 5, 10, 20, 40, 80, 160, 240 and 360 seconds after it was asked, then hourly.
      pollSeconds: [5, 5, 10, 20, 40, 80, 80, 120, 3_600],
      // They have no list of what moved: what has ended is looked at for a day more.
      watchDays: 1,
    },

    payer: (given) => marketPhone(config.market, given),

    async start(payment) {
      const reference = asReferenceId(payment.id)
      const body = {
        amount: asDecimal(payment.amount),
        currency: payment.amount.currency,
        externalId: payment.id,
        payer: { partyIdType: 'MSISDN', partyId: (payment.payer.phone ?? '').replace('+', '') },
        payerMessage: payment.description.slice(0, mostLetters),
        payeeNote: payment.orderNumber,
      }
      const asked = { referenceId: reference, callbackUrl: payment.callbackUrl, body }
      const isNew = await collection.ask('/v1_0/requesttopay', asked).then(
        () => true,
        (error: unknown) => unlessThereAlready(error),
      )
      const snapshot: Snapshot = isNew ? { state: 'requires_action', movements: [], expected: payment.amount } : await read(payment)
      return { reference, snapshot, nextAction: awaitPush(payment) }
    },

    retrieve: read,
    captureId: (payment) => asReferenceId(payment.id),

    /** A question on a phone cannot be taken back: it is given up only when it can stand there no more. */
    async cancel(payment) {
      const seen = await read(payment)
      return seen.state === 'processing' ? { ...seen, state: 'cancelled', failure: 'expired' } : seen
    },

    errorCodes: momoErrorCodes,
    classify: classifyMomo,

    /** Only at a payment's own address, which nobody else knows: they sign nothing. */
    parseSignal: ({ body }) => ({ dedupeKey: hashOf(body) }),

    ...(disbursement ? { refund, retrieveRefund } : {}),
  }
}

function awaitPush(payment: GatewayPayment): NextAction {
  return {
    type: 'await_push',
    phone: maskedPhone(payment.payer.phone ?? ''),
    asksUntil: later(payment.createdAt, promptSeconds).toISOString(),
  }
}

/** Just after they took it they may not know it yet. */
function asMissing(error: unknown): undefined {
  if (error instanceof MomoError && error.status === 404) return undefined
  throw error
}

/** Asked before under this id: then it is there to be read. */
function unlessThereAlready(error: unknown): false {
  if (error instanceof MomoError && error.status === 409) return false
  throw error
}
