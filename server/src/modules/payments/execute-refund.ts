import type { Currency } from 'shared/currencies'
import type { Context } from '../../context.ts'
import { later } from '../../platform/clock.ts'
import { emit } from '../../platform/jobs.ts'
import { inTransaction } from '../../platform/transaction.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { askGateway, paymentToAsk } from './ask-gateway.ts'
import { openCase, type CaseAbout } from './cases.ts'
import { refundChanged } from './events.ts'
import type { GatewayFault } from './gateways/gateway.ts'
import { postPromise } from './ledger.ts'
import { lockPayment } from './queries.ts'
import { findRefund, takeRefund, updateRefund } from './queries-refunds.ts'
import { asRefundChanged } from './request-refund.ts'
import type { RefundRow } from './tables.ts'

/** How long one worker has a refund for itself: longer than any gateway may take. */
const leaseSeconds = 120
/** After this many tries a person is told; the asking goes on, daily. */
const manyTries = 12

/**
 * Sends granted money back, or asks what became of an unclear attempt. The key derives from the refund's row, so a second
 * attempt cannot pay twice. A clear refusal fails the refund and frees its sum; anything unclear is asked again.
 */
export async function executeRefund(ctx: Context, refundId: string): Promise<void> {
  const now = ctx.clock.now()
  const refund = await takeRefund(ctx.db, { id: refundId, now, leaseUntil: later(now, leaseSeconds) })
  if (!refund || refund.state === 'succeeded' || refund.state === 'failed') return

  const { payment, gateway, asked } = await paymentToAsk(ctx, refund.paymentId)
  const question = {
    id: refund.id,
    amount: { amount: refund.amount, currency: refund.currency as Currency },
    reason: refund.reason,
    reference: refund.reference,
  }
  const canOnlyLook = refund.state === 'pending' && refund.reference !== null && gateway.retrieveRefund !== undefined
  const give = () => {
    if (canOnlyLook && gateway.retrieveRefund) return gateway.retrieveRefund(asked, question)
    if (!gateway.refund) throw new Error(`${gateway.descriptor.id} cannot give money back`)
    return gateway.refund(asked, question, `ref_${refund.id}`)
  }
  const heard = await askGateway(ctx, gateway, give, 'refund')

  if (heard.ok) {
    await applySnapshot(ctx, { paymentId: payment.id, refunds: [{ ...heard.answer, refundId: refund.id }], isNewest: false })
    if (heard.answer.state === 'pending' || heard.answer.state === 'unknown') await tryLater(ctx, refund)
    return
  }
  await (isFinal(heard.fault) && refund.state === 'requested' ? fail(ctx, refund, heard.fault) : keepAsking(ctx, refund, heard.fault))
}

/** Only a clear no, given to the first asking, is a no: after an unclear one money may be on its way. */
const isFinal = (fault: GatewayFault) => fault.kind === 'declined' || fault.kind === 'invalid' || fault.kind === 'not-found'

async function fail(ctx: Context, refund: RefundRow, fault: GatewayFault): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockPayment(ctx.db, refund.paymentId)
    const current = await findRefund(ctx.db, refund.id)
    // A webhook may have told meanwhile that it went through after all.
    if (current?.state !== 'requested') return
    const failed = await updateRefund(ctx.db, refund.id, {
      state: 'failed',
      failureCode: fault.code,
      nextTryAt: null,
      updatedAt: ctx.clock.now(),
    })
    await postPromise(ctx, failed, 'refund_released')
    await openCase(ctx, {
      kind: 'refund_failed',
      dedupeKey: `refund:${refund.id}`,
      orderId: refund.orderId,
      paymentId: refund.paymentId,
      amount: { amount: refund.amount, currency: refund.currency as Currency },
      about: { code: 'refund_refused', facts: { reason: fault.code } },
    })
    await emit(ctx, refundChanged(asRefundChanged(failed)))
  })
}

async function keepAsking(ctx: Context, refund: RefundRow, fault: GatewayFault): Promise<void> {
  const isUnclear = fault.kind !== 'unavailable' && fault.kind !== 'rate-limited' && fault.kind !== 'auth'
  await inTransaction(ctx, async (ctx) => {
    await lockPayment(ctx.db, refund.paymentId)
    const current = await findRefund(ctx.db, refund.id)
    if (!current || current.state === 'succeeded' || current.state === 'failed') return
    const state = isUnclear && current.state === 'requested' ? 'unknown' : current.state
    const changed = await updateRefund(ctx.db, refund.id, {
      state,
      failureCode: fault.code,
      nextTryAt: later(ctx.clock.now(), waitSeconds(refund.tries)),
      updatedAt: ctx.clock.now(),
    })
    if (state !== current.state) await emit(ctx, refundChanged(asRefundChanged(changed)))
    if (refund.tries === manyTries)
      await layBefore(ctx, refund, { code: 'refund_unclear', facts: { times: String(manyTries), reason: fault.code } })
  })
}

async function layBefore(ctx: Context, refund: RefundRow, about: CaseAbout): Promise<void> {
  await openCase(ctx, {
    kind: 'refund_failed',
    dedupeKey: `refund:${refund.id}`,
    orderId: refund.orderId,
    paymentId: refund.paymentId,
    amount: { amount: refund.amount, currency: refund.currency as Currency },
    about,
  })
}

/** What is on its way may take days. A person is told once, for some gateways never say more. */
async function tryLater(ctx: Context, refund: RefundRow): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockPayment(ctx.db, refund.paymentId)
    const current = await findRefund(ctx.db, refund.id)
    // A webhook may have told meanwhile what became of it: then there is nothing to try any more.
    if (!current || current.state === 'succeeded' || current.state === 'failed') return
    await updateRefund(ctx.db, refund.id, { nextTryAt: later(ctx.clock.now(), waitSeconds(refund.tries)) })
    if (refund.tries === manyTries) await layBefore(ctx, refund, { code: 'refund_slow', facts: { times: String(manyTries) } })
  })
}

/** 30 seconds, doubling, at most a day. */
export function waitSeconds(tries: number): number {
  return Math.min(30 * 2 ** Math.max(0, tries - 1), 86_400)
}
