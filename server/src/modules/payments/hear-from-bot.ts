import type { Language } from 'shared/locale'
import { isOpenPayment } from 'shared/payments'
import type { Context } from '../../context.ts'
import { isUuid } from '../../platform/ids.ts'
import { requestProblem } from '../../platform/problem.ts'
import { applySnapshot } from './apply-snapshot.ts'
import { openCase } from './cases.ts'
import type { BotCharge, BotQuestion, CheckoutRefusal, FromBot, Gateway } from './gateways/gateway.ts'
import { paymentProblem } from './problems.ts'
import { findPaymentForGateway, keepSubscriptionCharge } from './queries.ts'
import { askAgain } from './refresh-payment.ts'

export type PreCheckoutVerdict = { ok: true } | { ok: false; message: string }

/**
 * Whether money may be taken now. Telegram waits ten seconds, so this asks the database once and nobody else. A refusal is
 * a sentence for the person paying, in their language where it is known.
 */
export async function mayPay(ctx: Context, question: BotQuestion): Promise<PreCheckoutVerdict> {
  const { gateway, fromBot } = gatewayOfBot(ctx)
  const { paymentId, payerId, amount } = fromBot.question(question)
  const found = await findTold(ctx, gateway, paymentId)
  const refuse = (why: CheckoutRefusal, language: Language = 'en') => ({ ok: false as const, message: fromBot.refusal(why, language) })
  if (!found) return refuse('closed')
  const { payment, language } = found
  if (found.telegramId !== payerId) return refuse('other-person', language)
  if (payment.currency !== amount.currency || payment.amount !== amount.amount) return refuse('changed', language)
  const now = ctx.clock.now()
  const isPayable =
    isOpenPayment(payment.state) &&
    found.orderState === 'pending_payment' &&
    (payment.expiresAt === null || payment.expiresAt > now) &&
    (found.payBy === null || found.payBy > now)
  return isPayable ? { ok: true } : refuse('closed', language)
}

/**
 * Money was taken, or went back: a hint, so the gateway is asked at once and only what it says counts. What it knows nothing
 * of yet is `processing`, and asked about until it is there or its time is over. What somebody else than who ordered has
 * paid goes back to them and is no money of the order's. Safe to hear again.
 * @throws request/unavailable when nothing could be asked and nothing was written down: it is to be told again
 */
export async function hearFromBot(ctx: Context, what: 'paid' | 'refunded', told: BotCharge): Promise<void> {
  const { gateway, fromBot } = gatewayOfBot(ctx)
  const { paymentId, charge } = fromBot.news(told)
  const { id } = gateway.descriptor
  const found = await findTold(ctx, gateway, paymentId)
  if (!found) {
    const kind = what === 'paid' ? 'capture' : 'refund'
    await openCase(ctx, {
      kind: 'orphan',
      dedupeKey: `orphan:${id}:${kind}:${charge.reference}`,
      amount: charge.amount,
      about: { code: 'bot_movement_unknown', facts: { movement: kind, reference: charge.reference } },
    })
    return
  }
  const isTheirs = found.telegramId === charge.payerId
  // Telegram's book of transactions does not tell it, so it is kept now, beside the movement to come.
  if (told.subscription && isTheirs) {
    const { isFirst, paidUntil } = told.subscription
    await keepSubscriptionCharge(ctx.db, {
      gateway: id,
      externalId: charge.reference,
      paymentId: found.payment.id,
      isFirst,
      paidUntil: new Date(paidUntil * 1000),
      recordedAt: ctx.clock.now(),
    })
  }
  const { payment, answered } = await askAgain(ctx, found.payment.id)
  if (what === 'paid' && isTheirs && isOpenPayment(payment.state)) {
    await applySnapshot(ctx, { paymentId: payment.id, snapshot: { state: 'processing', movements: [] }, isNewest: true })
  } else if (!answered) throw requestProblem('unavailable')
}

/** The way to pay whose money our own bot hears of. */
function gatewayOfBot(ctx: Context): { gateway: Gateway; fromBot: FromBot } {
  for (const gateway of ctx.gateways.values()) if (gateway.fromBot) return { gateway, fromBot: gateway.fromBot }
  throw paymentProblem('no-such-gateway')
}

async function findTold(ctx: Context, gateway: Gateway, paymentId: string) {
  const found = isUuid(paymentId) ? await findPaymentForGateway(ctx.db, paymentId) : undefined
  return found?.payment.gateway === gateway.descriptor.id ? found : undefined
}
