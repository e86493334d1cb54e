import type { Language } from 'shared/locale'
import { isOpenPayment } from 'shared/payments'
import { asStartParam } from 'shared/start-param'
import type { Context } from '../../context.ts'
import { asLoggedError } from '../../platform/log.ts'
import { isReturn } from './callback.ts'
import { lookAtPayment } from './look-at-payment.ts'
import { findPaymentForGateway } from './queries.ts'
import type { PaymentRow } from './tables.ts'

/** `checking`: not known yet, ask again soon. `over`: there is nothing to wait for here. */
export type Comeback = { standing: 'done' | 'checking' | 'open' | 'over'; language?: Language; link: string }

/**
 * A browser comes back from a gateway's page. It may be one where nobody is signed in, so the token in the address, made for
 * this one payment, is all there is to go by: it wakes the question how the payment stands as long as it is open, and tells
 * nothing but whether to go on waiting. `left`: the gateway says the customer turned back, so there is nothing to ask.
 */
export async function comeBack(ctx: Context, back: { paymentId: string; token: string; left: boolean }): Promise<Comeback | undefined> {
  if (!isReturn(ctx, back.paymentId, back.token)) return undefined
  const found = await findPaymentForGateway(ctx.db, back.paymentId)
  if (!found) return undefined
  const { botUsername, appName } = ctx.config.telegram
  const link = `https://t.me/${botUsername}/${appName}?startapp=${asStartParam({ kind: 'order', number: found.orderNumber })}`
  const isAsked = isOpenPayment(found.payment.state) && !back.left
  let payment = isAsked ? await wake(ctx, found.payment) : found.payment
  if (isAsked && standingOf(payment, false) === 'open') {
    // A refusal somebody else's look heard of a moment ago may be older than the yes they come back with.
    ctx.asked.payments.drop(back.paymentId)
    payment = await wake(ctx, found.payment)
  }
  return { standing: standingOf(payment, back.left), language: found.language, link }
}

/** Whatever goes wrong here, the payment is asked about by its schedule all the same. */
async function wake(ctx: Context, payment: PaymentRow): Promise<PaymentRow> {
  try {
    return await lookAtPayment(ctx, payment.id)
  } catch (error) {
    ctx.log.error({ error: asLoggedError(error), gateway: payment.gateway }, 'a payment somebody came back to could not be asked about')
    return payment
  }
}

function standingOf({ state, failure }: PaymentRow, left: boolean): Comeback['standing'] {
  if (state === 'succeeded') return 'done'
  if (state === 'failed') return 'open'
  if (!isOpenPayment(state)) return 'over'
  // Who comes back without turning back has said yes; that may be seen a moment later.
  return state === 'requires_action' && (left || failure !== null) ? 'open' : 'checking'
}
