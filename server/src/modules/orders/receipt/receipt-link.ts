import { isLanguage, type Language } from 'shared/locale'
import type { ReceiptLink } from 'shared/orders.schema'
import type { Context, CustomerContext } from '../../../context.ts'
import { later } from '../../../platform/clock.ts'
import { asOrderNumber } from '../order-number.ts'
import { orderProblem } from '../problems.ts'
import { findOrder } from '../queries.ts'

const purpose = 'receipt-link'
const seconds = 300

/**
 * An address that Telegram itself may fetch the receipt from (downloadFile, openLink): it carries no session. The
 * ticket names the order and the moment it ends, under our signature.
 * @throws orders/not-found · orders/no-receipt
 */
export async function makeReceiptLink(ctx: CustomerContext, number: string): Promise<ReceiptLink> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', ctx.actor.userId)
  if (!order) throw orderProblem('not-found')
  if (order.captured === 0n) throw orderProblem('no-receipt', { facts: { state: order.state } })
  const expiresAt = later(ctx.clock.now(), seconds)
  const body = `${expiresAt.getTime()}.${ctx.actor.language}`
  const ticket = `${body}.${ctx.sealer.sign(purpose, `${order.number}.${body}`)}`
  return { url: `${ctx.config.publicUrl}/api/v1/orders/${order.number}/receipt.pdf?ticket=${ticket}`, expiresAt: expiresAt.toISOString() }
}

export type ReceiptReader = { number: string; userId: string; language: Language }

/**
 * Whose receipt a ticket opens, and in which language.
 * @throws orders/link-expired for a ticket that is old, of another order, or not ours
 */
export async function openReceiptLink(ctx: Context, { number, ticket }: { number: string; ticket: string }): Promise<ReceiptReader> {
  const wanted = asOrderNumber(number)
  const match = /^(\d{1,15})\.(\w+)\.([\w-]{43})$/.exec(ticket)
  if (!wanted || !match) throw orderProblem('link-expired')
  const [, until = '', language, signature = ''] = match
  const isOurs = ctx.sealer.isSigned(purpose, `${wanted}.${until}.${language}`, signature)
  if (!isOurs || !isLanguage(language) || Number(until) <= ctx.clock.now().getTime()) throw orderProblem('link-expired')
  const order = await findOrder(ctx.db, wanted)
  if (!order) throw orderProblem('link-expired')
  return { number: order.number, userId: order.userId, language }
}
