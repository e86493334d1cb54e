import type { Money } from 'shared/money'
import { isOpenPayment, type AppliedRate, type PaymentMethod } from 'shared/payments'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { newId } from '../../platform/ids.ts'
import { emit } from '../../platform/jobs.ts'
import { requestProblem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { gatewayFor } from './ask-gateway.ts'
import { paymentChanged } from './events.ts'
import { paymentProblem } from './problems.ts'
import { countRefusedPushes, findOpenPush, findPaymentByKey, insertPayment, paymentsOf, takeAddress } from './queries.ts'
import { openQuestionsOf } from './queries-cases.ts'
import type { PaymentRow } from './tables.ts'

export type NewPayment = {
  order: { id: string; number: string; userId: string }
  method: PaymentMethod
  amount: Money
  /** How the amount came of the order's, where it is another currency. */
  rate?: AppliedRate | null
  /** What the customer gave for this payment alone. */
  payer?: { phone?: string }
  /** The customer's key for this attempt, and what they asked with it: the same key with another request is refused. */
  idempotencyKey: string
  requestHash: string
  /** Until when the customer may pay; null when the order waits as long as it takes. */
  expiresAt: Date | null
}

/** How long a row may stay `starting` before the janitor believes that whoever started it is gone. */
const startSeconds = 60

/**
 * Anybody may type anybody's number. After so many questions that came to nothing within an hour a phone is left alone, and so
 * is everybody by whoever asked.
 */
const refusedPushes = { most: 10, seconds: 3_600 }

/**
 * That a phone is asked about somebody else's payment is nobody's business: it reads as when the gateway could not ask it. The
 * code is for staff.
 */
const couldNotAsk = { state: 'failed', failure: 'gateway_unavailable', failureCode: 'phone_asked_by_another' } as const

/** Each attempt may take an address of a chain that is watched for a month, and asks a gateway. */
const mostAttempts = 25

/**
 * Writes down the next attempt to pay for an order inside the caller's transaction: as `authorized` where a promise is all
 * there is, else as `starting`. Nothing is asked of a gateway yet: call `startPayment` for what is `starting` after the
 * commit. The same key again gives the same row. Where somebody else has the phone asked, it is `failed` at once.
 * @throws payments/payer-required · payments/payer-unfit · payments/payer-busy while this phone still answers another question of theirs
 * @throws payments/too-many-attempts; payments/still-open while an earlier attempt may still go through: call `cancelOpenPayments` first; or holds what
 * a person must decide about
 * @throws payments/method-unavailable · request/key-reused · request/too-many when too many questions came to nothing
 */
export function createPayment(ctx: Context, payment: NewPayment): Promise<PaymentRow> {
  return inTransaction(ctx, (ctx) => writePayment(ctx, payment))
}

async function writePayment(
  ctx: Context,
  { order, method, amount, rate = null, payer, idempotencyKey, requestHash, expiresAt }: NewPayment,
): Promise<PaymentRow> {
  const gateway = [...ctx.gateways.values()].find((each) => each.descriptor.method === method)
  if (!gateway) throw paymentProblem('method-unavailable', { facts: { method } })
  const { descriptor } = gatewayFor(ctx, gateway.descriptor.id)

  const now = ctx.clock.now()
  const ownEnd = descriptor.ttlSeconds === undefined ? null : later(now, descriptor.ttlSeconds)
  const id = newId()
  const { asks, addressesOf } = descriptor
  const said = asks && payer?.[asks]
  if (asks && !said) throw paymentProblem('payer-required', { facts: { field: asks } })
  const given = said && (gateway.payer ? gateway.payer(said) : said)
  if (said && !given) throw paymentProblem('payer-unfit', { facts: { field: asks } })
  const payerKey = given ? ctx.sealer.sign('payer', `${descriptor.id} ${given}`) : null
  const row: Omit<PaymentRow, 'attempt'> = {
    id,
    orderId: order.id,
    userId: order.userId,
    idempotencyKey,
    requestHash,
    gateway: descriptor.id,
    method,
    version: 0,
    amount: amount.amount,
    currency: amount.currency,
    fx: rate,
    payer: given ? ctx.sealer.seal('payer', { [asks]: given }) : null,
    payerKey,
    addressChain: addressesOf ?? null,
    addressIndex: addressesOf ? await takeAddress(ctx.db, addressesOf) : null,
    label: null,
    failure: null,
    failureCode: null,
    captured: 0n,
    refunded: 0n,
    createdAt: now,
    updatedAt: now,
    expiresAt: ownEnd && expiresAt ? new Date(Math.min(ownEnd.getTime(), expiresAt.getTime())) : (expiresAt ?? ownEnd),
    settledAt: null,
    unknownSince: null,
    polls: 0,
    ...(descriptor.isPromise
      ? { state: 'authorized', reference: id, nextAction: ctx.sealer.seal('next-action', { type: 'none' }), nextPollAt: null }
      : { state: 'starting', reference: null, nextAction: null, nextPollAt: later(now, startSeconds) }),
  }
  const inserted = await insertPayment(ctx.db, row)
  if (inserted) {
    // Undone with the transaction.
    if (payerKey && (await isTooMuch(ctx, payerKey, order.userId)))
      throw requestProblem('too-many', { headers: { 'retry-after': String(refusedPushes.seconds) } })
    if (inserted.attempt > mostAttempts) throw paymentProblem('too-many-attempts', { facts: { most: mostAttempts } })
    // Only a later attempt asks: before the first there is nothing to hold money.
    if (inserted.attempt > 1 && (await openQuestionsOf(ctx.db, order.id)).isConflicted) throw paymentProblem('still-open')
    // An order's first payment is told of with the order itself.
    if (inserted.state === 'authorized' && inserted.attempt > 1)
      await emit(ctx, paymentChanged({ paymentId: id, orderId: order.id, state: inserted.state }))
    return inserted
  }

  const earlier = await findPaymentByKey(ctx.db, order.id, idempotencyKey)
  const asking = !earlier && payerKey ? await findOpenPush(ctx.db, payerKey) : undefined
  if (asking?.userId === order.userId) throw paymentProblem('payer-busy')
  // An attempt of the order's own that is open keeps any other from beginning, whatever the phone does.
  const others = asking ? ((await paymentsOf(ctx.db, [order.id])).get(order.id) ?? []) : []
  if (others.some(({ state }) => isOpenPayment(state))) throw paymentProblem('still-open')
  const refused = asking && (await insertPayment(ctx.db, { ...row, ...couldNotAsk, nextPollAt: null, settledAt: now }))
  if (refused) {
    await emit(ctx, paymentChanged({ paymentId: id, orderId: order.id, state: refused.state }))
    return refused
  }
  if (!earlier) throw paymentProblem('still-open')
  if (earlier.requestHash !== requestHash) throw requestProblem('key-reused')
  return earlier
}

async function isTooMuch(ctx: Context, payerKey: string, userId: string): Promise<boolean> {
  const since = later(ctx.clock.now(), -refusedPushes.seconds)
  return (await countRefusedPushes(ctx.db, { payerKey, userId, since })) >= refusedPushes.most
}
