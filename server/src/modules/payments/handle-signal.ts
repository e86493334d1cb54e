import type { Context } from '../../context.ts'
import { hashOf } from '../../platform/crypto.ts'
import { later } from '../../platform/clock.ts'
import { isUuid, newId } from '../../platform/ids.ts'
import { asLoggedError } from '../../platform/log.ts'
import { Problem } from '../../platform/problem.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { openCase } from './cases.ts'
import type { Gateway, ParsedSignal, RawRequest } from './gateways/gateway.ts'
import { executeRefund } from './execute-refund.ts'
import { findPayment, findPaymentByReference } from './queries.ts'
import { hurryRefunds } from './queries-refunds.ts'
import { finishSignal, insertSignal, postponeSignal, takeSignal, type SignalRow } from './queries-inbox.ts'
import { askAgain } from './refresh-payment.ts'

/** After this many tries a signal is given up and a person is told. */
export const signalTries = 12
const leaseSeconds = 120

/**
 * Keeps a gateway's call byte for byte before it is believed, together with the job that will look into it: only then
 * may it be answered with 2xx. Every copy of a signal is kept once.
 * @returns false when it is forged, or nobody can say that it is not: nothing is kept then. Anybody could fill our disk with what is
 * never looked through, and gateways send again what was refused
 */
export async function receiveSignal(ctx: Context, gateway: Gateway, raw: RawRequest): Promise<boolean> {
  const verdict = (await gateway.verifySignal?.(raw)) ?? 'unverifiable'
  if (verdict === 'forged' || (verdict === 'unverifiable' && !raw.paymentId)) return false
  const parsed = parse(gateway, raw)
  const now = ctx.clock.now()
  await inTransaction(ctx, async (ctx) => {
    const id = newId()
    const isNew = await insertSignal(ctx.db, {
      id,
      gateway: gateway.descriptor.id,
      dedupeKey: `${raw.paymentId ? `${raw.paymentId}:` : ''}${parsed?.dedupeKey ?? `unread:${hashOf(raw.body)}`}`,
      headers: kept(raw.headers, gateway.signalHeaders),
      raw: raw.body,
      verdict,
      ...(raw.paymentId ? { paymentId: raw.paymentId } : {}),
      receivedAt: now,
      nextTryAt: now,
    })
    if (isNew) await ctx.jobs.send(ctx, 'payments.handle-signal', { signalId: id })
  })
  return true
}

/** Headers that say something of the signal; never cookies, authorizations or addresses of people. */
function kept(headers: Record<string, string>, theirs: readonly string[] = []): Record<string, string> {
  const names = new Set(['content-type', 'user-agent', ...theirs])
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name)))
}

function parse(gateway: Gateway, raw: RawRequest): ParsedSignal | undefined {
  try {
    return gateway.parseSignal?.(raw)
  } catch {
    return undefined
  }
}

/**
 * Looks into a kept signal: finds its payment and asks the gateway how it stands. A signal is only a hint; what it says
 * is never believed. Of no payment of ours: noted and done. No answer: tried again later, 12 times.
 */
export async function handleSignal(ctx: Context, signalId: string): Promise<void> {
  const now = ctx.clock.now()
  const signal = await takeSignal(ctx.db, { id: signalId, now, leaseUntil: later(now, leaseSeconds) })
  if (!signal) return
  try {
    const gateway = ctx.gateways.get(signal.gateway)
    if (!gateway) return await retryLater(ctx, signal, 'the gateway is switched off')
    const read = parse(gateway, { headers: signal.headers, body: new Uint8Array(signal.raw) })
    // Whose address was called is known even where nothing else can be read.
    const parsed = signal.paymentId ? { ...read, paymentId: signal.paymentId } : read
    if (!parsed) return await finishSignal(ctx.db, { id: signal.id, at: now, note: 'could not be read' })
    const payment = await findSignalled(ctx, signal.gateway, parsed)
    if (!payment) return await finishSignal(ctx.db, { id: signal.id, at: now, note: 'concerns no payment of ours' })
    const { answered } = await askAgain(ctx, payment.id, parsed.reference ? { told: parsed.reference } : {})
    // What is told at a payment's own address may be of its refunds.
    if (signal.paymentId) for (const { id } of await hurryRefunds(ctx.db, payment.id, ctx.clock.now())) await executeRefund(ctx, id)
    if (!answered) return await retryLater(ctx, signal, 'the gateway did not answer')
    await finishSignal(ctx.db, { id: signal.id, at: ctx.clock.now(), paymentId: payment.id })
  } catch (error) {
    ctx.log.error({ error: asLoggedError(error), gateway: signal.gateway }, 'a signal could not be handled')
    await retryLater(ctx, signal, error instanceof Problem ? error.code : error instanceof Error ? error.name : 'unknown')
  }
}

async function findSignalled(ctx: Context, gateway: string, { paymentId, reference }: Pick<ParsedSignal, 'paymentId' | 'reference'>) {
  const byId = paymentId && isUuid(paymentId) ? await findPayment(ctx.db, paymentId) : undefined
  if (byId?.gateway === gateway) return byId
  return reference ? findPaymentByReference(ctx.db, gateway, reference) : undefined
}

async function retryLater(ctx: Context, signal: SignalRow, why: string): Promise<void> {
  if (signal.tries < signalTries) {
    return postponeSignal(ctx.db, { id: signal.id, why, nextTryAt: later(ctx.clock.now(), Math.min(15 * 2 ** signal.tries, 21_600)) })
  }
  await inTransaction(ctx, async (ctx) => {
    await postponeSignal(ctx.db, { id: signal.id, why, nextTryAt: null })
    await openCase(ctx, {
      kind: 'orphan',
      dedupeKey: `signal:${signal.id}`,
      about: { code: 'signal_unread', facts: { gateway: signal.gateway, times: String(signalTries), reason: why } },
    })
  })
}
