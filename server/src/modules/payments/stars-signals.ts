import type { Currency } from 'shared/currencies'
import type { Language } from 'shared/locale'
import { isOpenPayment } from 'shared/payments'
import type { Context } from '../../context.ts'
import { wordsFor } from '../../platform/words.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { openCase } from './cases.ts'
import { isUuid } from './handle-signal.ts'
import { findPaymentForGateway } from './queries.ts'

const gateway = 'telegram-stars'

export type StarsQuestion = { userId: number; payload: string; currency: string; totalAmount: number }
export type StarsCharge = StarsQuestion & { chargeId: string }

export type PreCheckoutVerdict = { ok: true } | { ok: false; message: string }

/**
 * Whether Stars may be taken now. Telegram waits ten seconds, so this asks the database once and nobody else.
 * A refusal is a sentence for the person paying, in their language where it is known.
 */
export async function checkStars(ctx: Context, { userId, payload, currency, totalAmount }: StarsQuestion): Promise<PreCheckoutVerdict> {
  const found = isUuid(payload) ? await findPaymentForGateway(ctx.db, payload) : undefined
  const say = (words: 'closed' | 'otherPerson' | 'changed', language: Language = 'en'): PreCheckoutVerdict => {
    const t = wordsFor(language)
    return {
      ok: false,
      message: words === 'closed' ? t('stars.closed') : words === 'changed' ? t('stars.changed') : t('stars.otherPerson'),
    }
  }
  if (found?.payment.gateway !== gateway) return say('closed')
  const { payment, language } = found
  if (found.telegramId !== userId) return say('otherPerson', language)
  if (payment.currency !== currency || payment.amount !== BigInt(totalAmount)) return say('changed', language)
  const now = ctx.clock.now()
  const isPayable =
    isOpenPayment(payment.state) &&
    found.orderState === 'pending_payment' &&
    (payment.expiresAt === null || payment.expiresAt > now) &&
    (found.payBy === null || found.payBy > now)
  return isPayable ? { ok: true } : say('closed', language)
}

/** Telegram took Stars. Each charge is a movement of its own; copies of the news change nothing. */
export async function recordStars(ctx: Context, charge: StarsCharge): Promise<void> {
  const payment = await paymentOf(ctx, charge, 'capture')
  if (payment) await applySnapshot(ctx, { paymentId: payment.id, snapshot: snapshotOf(ctx, charge), isNewest: true })
}

/** Stars went back: by our asking, or by Telegram's own. That they went back proves that they had come. */
export async function recordStarsRefund(ctx: Context, charge: StarsCharge): Promise<void> {
  const payment = await paymentOf(ctx, charge, 'refund')
  if (!payment) return
  const amount = amountOf(charge)
  await applySnapshot(ctx, {
    paymentId: payment.id,
    snapshot: {
      ...snapshotOf(ctx, charge),
      refunds: [{ reference: charge.chargeId, state: 'succeeded', amount, occurredAt: ctx.clock.now() }],
    },
    isNewest: true,
  })
}

function snapshotOf(ctx: Context, charge: StarsCharge) {
  const capture = { kind: 'capture' as const, externalId: charge.chargeId, amount: amountOf(charge), occurredAt: ctx.clock.now() }
  return { state: 'succeeded' as const, movements: [capture] }
}

/** A currency that is not Stars is kept as told: it makes the payment conflicted, never paid. */
const amountOf = ({ currency, totalAmount }: StarsCharge) => ({ amount: BigInt(totalAmount), currency: currency as Currency })

async function paymentOf(ctx: Context, { payload, userId, chargeId, ...charge }: StarsCharge, kind: 'capture' | 'refund') {
  const found = isUuid(payload) ? await findPaymentForGateway(ctx.db, payload) : undefined
  if (found?.payment.gateway !== gateway) {
    await openCase(ctx, {
      kind: 'orphan',
      dedupeKey: `orphan:${gateway}:${kind}:${chargeId}`,
      amount: amountOf({ ...charge, payload, userId, chargeId }),
      detail: `Telegram tells of a ${kind} (${chargeId}) for an invoice that is not ours`,
    })
    return undefined
  }
  if (found.telegramId !== userId) {
    await openCase(ctx, {
      kind: 'conflicted',
      dedupeKey: `payer:${chargeId}`,
      orderId: found.payment.orderId,
      paymentId: found.payment.id,
      detail: `Charge ${chargeId} was paid by somebody else than who ordered`,
    })
  }
  return found.payment
}
