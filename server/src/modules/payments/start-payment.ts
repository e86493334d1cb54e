import type { Context } from '../../context.ts'
import { applyFirstAnswer, applySnapshot } from './apply-snapshot.ts'
import { askGateway, paymentToAsk, type PaymentToAsk } from './ask-gateway.ts'
import type { Gateway } from './gateways/gateway.ts'
import { claimStart, findPaymentByReference, keepCustomer } from './queries.ts'
import type { PaymentRow } from './tables.ts'

/** How long whoever took the right to ask may take: longer than any gateway is waited for. */
const askingSeconds = 60

/**
 * Asks the gateway to begin, after the commit of `createPayment`, and writes down the answer. The key derives from the
 * row, so a repeated call (a crash, a lost answer) gives the same payment at the gateway. A decline or an unreachable
 * gateway is a result: look at the row's state. An unclear answer makes it `unknown`, and the janitor asks again.
 * @throws payments/not-found
 */
export async function startPayment(ctx: Context, paymentId: string): Promise<PaymentRow> {
  const toAsk = await paymentToAsk(ctx, paymentId)
  return toAsk.payment.state === 'starting' ? begin(ctx, toAsk) : toAsk.payment
}

type Again = { told?: string | undefined; isOutOfTurn?: boolean }

/** The same for a row that lost its answer: `starting` left by a crash, or `unknown` without a reference. */
export async function begin(ctx: Context, toAsk: PaymentToAsk, again: Again = {}): Promise<PaymentRow> {
  const { gateway, asked } = toAsk
  const claimed = gateway.descriptor.startsOnce ? await claimStart(ctx.db, toAsk.payment.id, ctx.clock.now()) : toAsk.payment
  if (!claimed) return lookFor(ctx, toAsk, again)
  const payment = claimed
  const started = await askGateway(ctx, gateway, () => gateway.start(asked, `pay_${payment.id}`), 'start')
  const isNewest = { version: payment.version }
  if (started.ok) {
    const { reference, snapshot, nextAction, expiresAt, customer } = started.answer
    if (customer && customer !== asked.customer)
      await keepCustomer(ctx.db, { userId: payment.userId, gateway: payment.gateway, reference: customer, createdAt: ctx.clock.now() })
    const heard = { paymentId: payment.id, snapshot: { nextAction, ...snapshot }, isNewest, reference, ...(expiresAt ? { expiresAt } : {}) }
    return (await applyFirstAnswer(ctx, payment, heard)) ?? applySnapshot(ctx, heard)
  }
  const { fault } = started
  const mayHaveHappened = fault.kind === 'ambiguous' || fault.kind === 'already-done' || payment.state === 'unknown'
  return applySnapshot(ctx, {
    paymentId: payment.id,
    snapshot: { state: mayHaveHappened ? 'unknown' : 'failed', movements: [], failure: fault.failure, failureCode: fault.code },
    isNewest,
    isOutOfTurn: again.isOutOfTurn ?? false,
  })
}

/**
 * What may have been asked already and must not be asked twice: without an answer it is `unknown` until the gateway's books or
 * its word at the payment's own address tell.
 */
async function lookFor(ctx: Context, { payment, gateway, asked }: PaymentToAsk, { told, isOutOfTurn = false }: Again): Promise<PaymentRow> {
  const isBeingAsked = payment.state === 'starting' && ctx.clock.now().getTime() - payment.updatedAt.getTime() < askingSeconds * 1000
  if (isBeingAsked && !told) return payment
  const reference = (await unlessTaken(ctx, gateway, told)) ?? null
  const found = await askGateway(ctx, gateway, () => gateway.retrieve({ ...asked, reference }))
  return applySnapshot(ctx, {
    paymentId: payment.id,
    snapshot: found.ok ? found.answer : { state: 'unknown', movements: [], failure: found.fault.failure, failureCode: found.fault.code },
    isNewest: { version: payment.version },
    isOutOfTurn,
  })
}

/** A reference somebody gave for a payment that has none: undefined where it is another payment's. */
export async function unlessTaken(ctx: Context, gateway: Gateway, told: string | undefined): Promise<string | undefined> {
  if (told === undefined) return undefined
  return (await findPaymentByReference(ctx.db, gateway.descriptor.id, told)) ? undefined : told
}
