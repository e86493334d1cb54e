import { Composer, type Context } from 'grammy/web'
import { nearestLanguage } from 'shared/locale'
import type { Parts } from '../context.ts'
import { relay } from '../relay.ts'
import { wordsFor } from '../words.ts'

/** Telegram Stars: may they pay, they paid, they got it back. The shop decides and keeps; the bot only carries. */
export function paymentsFeature({ api, log, relayMs }: Parts): Composer<Context> {
  const feature = new Composer()

  feature.on('pre_checkout_query', async (ctx) => {
    const { id, from, invoice_payload: payload, currency, total_amount: totalAmount } = ctx.preCheckoutQuery
    // Telegram waits ten seconds for the answer; the API is given six, and the answer travels in the rest.
    const answer = await api.preCheckout({ userId: from.id, payload, currency, totalAmount }).catch((error: unknown) => {
      log(`pre-checkout ${id} could not be asked`, error)
      return { ok: false, message: undefined }
    })
    if (answer.ok) await ctx.answerPreCheckoutQuery(true)
    else
      await ctx.answerPreCheckoutQuery(false, {
        error_message: answer.message ?? wordsFor(nearestLanguage(from.language_code))('bot.payment.cannotAsk'),
      })
  })

  feature.on('message:successful_payment', async (ctx) => {
    const {
      invoice_payload: payload,
      currency,
      total_amount: totalAmount,
      telegram_payment_charge_id: chargeId,
      subscription_expiration_date: paidUntil,
      is_first_recurring: isFirst = false,
    } = ctx.message.successful_payment
    const subscription = paidUntil === undefined ? {} : { subscription: { isFirst, paidUntil } }
    const paid = { userId: ctx.from.id, payload, currency, totalAmount, chargeId, ...subscription }
    await relay(`Stars payment ${chargeId}`, () => api.starsPaid(paid), { log, withinMs: relayMs })
  })

  feature.on('message:refunded_payment', async (ctx) => {
    const {
      invoice_payload: payload,
      currency,
      total_amount: totalAmount,
      telegram_payment_charge_id: chargeId,
    } = ctx.message.refunded_payment
    // The service message is written in the payer's chat with us.
    await relay(`Stars refund ${chargeId}`, () => api.starsRefunded({ userId: ctx.chat.id, payload, currency, totalAmount, chargeId }), {
      log,
      withinMs: relayMs,
    })
  })

  return feature
}
