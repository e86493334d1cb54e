import { isLanguage } from 'shared/locale'
import type { ReceiptLink } from 'shared/orders.schema'
import type { Context, CustomerContext } from '../../../context.ts'
import { later } from '../../../platform/clock.ts'
import { asOrderNumber } from '../order-number.ts'
import { orderProblem } from '../problems.ts'
import { findOrder } from '../queries.ts'
import { presentCreditNote, presentReceipt, type Reader } from './present-receipt.ts'

const purpose = 'receipt-link'
const seconds = 300

/** Which paper of an order: a credit note by its number, else the receipt. */
export type Asked = { number: string; creditNote?: string | undefined }

/**
 * An address that Telegram itself may fetch a receipt or credit note from (downloadFile, openLink): it carries no session. The
 * ticket names the paper and the moment it ends, under our signature.
 * @throws orders/not-found · orders/no-receipt
 */
export async function makeReceiptLink(ctx: CustomerContext, { number, creditNote }: Asked): Promise<ReceiptLink> {
  const { userId, language } = ctx.actor
  const reader = { number, userId, language }
  const paper = await (creditNote === undefined ? presentReceipt(ctx, reader) : presentCreditNote(ctx, { ...reader, creditNote }))
  const expiresAt = later(ctx.clock.now(), seconds)
  const body = `${expiresAt.getTime()}.${language}`
  const ticket = `${body}.${ctx.sealer.sign(purpose, signed({ number: paper.order, creditNote }, body))}`
  const file = creditNote === undefined ? 'receipt.pdf' : `credit-notes/${paper.number}/pdf`
  return { url: `${ctx.config.publicUrl}/api/v1/orders/${paper.order}/${file}?ticket=${ticket}`, expiresAt: expiresAt.toISOString() }
}

const signed = ({ number, creditNote }: Asked, body: string): string => [number, ...(creditNote ? [creditNote] : []), body].join('.')

/**
 * Whose paper a ticket opens, and in which language.
 * @throws orders/link-expired for a ticket that is old, of another paper, or not ours
 */
export async function openReceiptLink(ctx: Context, { number, creditNote, ticket }: Asked & { ticket: string }): Promise<Reader> {
  const wanted = asOrderNumber(number)
  const match = /^(\d{1,15})\.(\w+)\.([\w-]{43})$/.exec(ticket)
  if (!wanted || !match) throw orderProblem('link-expired')
  const [, until = '', language, signature = ''] = match
  const isOurs = ctx.sealer.isSigned(purpose, signed({ number: wanted, creditNote }, `${until}.${language}`), signature)
  if (!isOurs || !isLanguage(language) || Number(until) <= ctx.clock.now().getTime()) throw orderProblem('link-expired')
  const order = await findOrder(ctx.db, wanted)
  if (!order) throw orderProblem('link-expired')
  return { number: order.number, userId: order.userId, language }
}
