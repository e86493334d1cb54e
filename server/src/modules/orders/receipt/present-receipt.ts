import type { Currency } from 'shared/currencies'
import { localText, type Language } from 'shared/locale'
import { asMoneyJson, money } from 'shared/money'
import type { CreditNote, CreditNoteCard, Receipt } from 'shared/orders.schema'
import type { Context } from '../../../context.ts'
import { asOrderNumber } from '../order-number.ts'
import { orderProblem } from '../problems.ts'
import { findOrder } from '../queries.ts'
import type { CreditNoteContent, ReceiptContent } from './contents.ts'
import { issueReceipts } from './issue-receipts.ts'
import { papersOf, type Paper } from './queries-receipts.ts'

/** Whose paper is asked for, and in which language it is read. */
export type Reader = { number: string; userId: string; language: Language }

/**
 * What was bought and paid, as the receipt was issued, and what was credited since. There is one once money came; for money due
 * at the door, once it was handed over.
 * @throws orders/not-found · orders/no-receipt
 */
export async function presentReceipt(ctx: Context, { number, userId, language }: Reader): Promise<Receipt> {
  const papers = await papersFor(ctx, number, userId)
  const paper = papers.find((each) => each.kind === 'receipt')
  if (!paper) throw orderProblem('no-receipt')
  const { delivery, ...content } = ctx.sealer.open<ReceiptContent>('receipt', paper.content)
  const said = (text: Parameters<typeof localText>[0] | null) => (text ? localText(text, language) : '')
  return {
    ...content,
    number: paper.number,
    issuedAt: paper.issuedAt.toISOString(),
    delivery: delivery && { kind: delivery.kind, name: said(delivery.name), place: delivery.address ?? said(delivery.place) },
    creditNotes: papers.filter((each) => each.kind === 'credit_note').map(asCreditNoteCard),
  }
}

/** What went back in one refund, as it was issued, and whether it still counts. @throws orders/not-found · orders/no-receipt */
export async function presentCreditNote(ctx: Context, { creditNote, ...reader }: Reader & { creditNote: string }): Promise<CreditNote> {
  const papers = await papersFor(ctx, reader.number, reader.userId)
  const paper = papers.find((each) => each.kind === 'credit_note' && each.number === creditNote)
  if (!paper) throw orderProblem('no-receipt')
  return {
    ...ctx.sealer.open<CreditNoteContent>('receipt', paper.content),
    number: paper.number,
    issuedAt: paper.issuedAt.toISOString(),
    isVoid: paper.isVoid,
  }
}

/** All that was issued for an order of this person's, issued now where somebody asks before the listener has come to it. */
async function papersFor(ctx: Context, number: string, userId: string): Promise<Paper[]> {
  const order = await findOrder(ctx.db, asOrderNumber(number) ?? '', userId)
  if (!order) throw orderProblem('not-found')
  await issueReceipts(ctx, [order.id])
  return papersOf(ctx.db, [order.id])
}

function asCreditNoteCard({ number, amount, currency, issuedAt, isVoid }: Paper): CreditNoteCard {
  return { number, amount: asMoneyJson(money(amount, currency as Currency)), issuedAt: issuedAt.toISOString(), isVoid }
}
