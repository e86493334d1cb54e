import { isOpenPayment } from 'shared/payments'
import type { Context } from '../../context.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { askGateway, paymentToAsk, type PaymentToAsk } from './ask-gateway.ts'
import type { Snapshot } from './gateways/gateway.ts'
import { postponePoll } from './queries.ts'
import { returnToStranger } from './return-to-stranger.ts'
import { nextPoll } from './schedule.ts'
import { begin, unlessTaken } from './start-payment.ts'
import type { PaymentRow } from './tables.ts'

/**
 * Asks the gateway how a payment stands and writes down the answer: what webhook, return, poll and reconciler all do. A
 * payment whose time is over is called off. When the gateway does not answer, nothing changes.
 * @throws payments/not-found
 */
export async function refreshPayment(ctx: Context, paymentId: string): Promise<PaymentRow> {
  return (await askAgain(ctx, paymentId)).payment
}

/**
 * The same, telling whether the gateway answered. `callOff` cancels an open payment instead of only looking, and leaves the
 * schedule alone; `told` is the reference somebody gave for the payment: a hint where we have none, even after its end.
 */
export async function askAgain(
  ctx: Context,
  paymentId: string,
  { callOff = false, told }: { callOff?: boolean; told?: string } = {},
): Promise<{ payment: PaymentRow; answered: boolean }> {
  const toAsk = await paymentToAsk(ctx, paymentId)
  const { payment, gateway, asked } = toAsk

  // Nobody knows what became of the start: the same key brings the same payment back. Where it is only looked for, it is found after its end, too.
  if (payment.reference === null && (isOpenPayment(payment.state) || gateway.descriptor.startsOnce)) {
    const begun = await begin(ctx, toAsk, { told, isOutOfTurn: callOff })
    const known = begun.reference !== null || !isOpenPayment(begun.state)
    return known && (callOff || isOverdue(begun, ctx.clock.now())) && isOpenPayment(begun.state)
      ? askAgain(ctx, paymentId, { callOff })
      : { payment: begun, answered: known }
  }
  const reference = payment.reference ?? (await unlessTaken(ctx, gateway, told))
  if (reference === undefined) return { payment, answered: true }

  const now = ctx.clock.now()
  const expiring = isOpenPayment(payment.state) && isOverdue(payment, now)
  const cancelling = isOpenPayment(payment.state) && (callOff || expiring)
  const heard = await askGateway(ctx, gateway, () => (cancelling ? callOffOrRead(ctx, toAsk) : gateway.retrieve({ ...asked, reference })))
  if (!heard.ok) {
    if (!callOff) await postponePoll(ctx.db, payment.id, nextPoll(gateway.descriptor, payment, ctx.clock.now()))
    return { payment, answered: false }
  }
  for (const charge of heard.answer.strangers ?? []) await returnToStranger(ctx, { gateway, payment, charge })
  const snapshot = await taken(ctx, toAsk, heard.answer)
  const isNewest = { version: payment.version }
  const applied = await applySnapshot(ctx, { paymentId, snapshot, isNewest, expiring, isOutOfTurn: callOff, reference })
  return { payment: applied, answered: true }
}

/**
 * Takes what the customer agreed to at the gateway, as long as the order waits for it. Webhook, return and poll may all
 * come here at once: the key is the payment's, so it is taken once. An unclear answer leaves it to be asked about again.
 */
async function taken(ctx: Context, { payment, gateway, asked, orderState }: PaymentToAsk, seen: Snapshot): Promise<Snapshot> {
  const { capture } = gateway
  if (!seen.awaitsCapture || !capture || !isOpenPayment(payment.state)) return seen
  if (orderState !== 'pending_payment') {
    const left = await callOffOrRead(ctx, { gateway, asked })
    // Only we could take it, and the order does not want it any more.
    return left.awaitsCapture ? { ...left, state: 'cancelled' } : left
  }
  const captured = await askGateway(ctx, gateway, () => capture.call(gateway, asked, `cap_${payment.id}`), 'start')
  if (captured.ok) return captured.answer
  const { kind, failure, code } = captured.fault
  return kind === 'declined' ? { ...seen, failure, failureCode: code } : seen
}

/** Whatever keeps it from being called off, how it stands is still to be read: it may be done, too late, or paid meanwhile. */
async function callOffOrRead(ctx: Context, { gateway, asked }: Pick<PaymentToAsk, 'gateway' | 'asked'>): Promise<Snapshot> {
  if (!gateway.cancel) return gateway.retrieve(asked)
  try {
    return await gateway.cancel(asked)
  } catch (error) {
    const { kind, code } = gateway.classify(error)
    ctx.log.warn({ gateway: gateway.descriptor.id, fault: kind, faultCode: code }, 'a payment could not be called off')
    return gateway.retrieve(asked)
  }
}

/** Whether its time is over: whoever asks about it then calls it off. */
export function isOverdue(payment: PaymentRow, now: Date): boolean {
  // What is authorized is promised: only somebody calls it off, no clock.
  return payment.state !== 'authorized' && payment.expiresAt !== null && payment.expiresAt <= now
}
