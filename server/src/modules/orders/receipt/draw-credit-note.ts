import type { CreditNote } from 'shared/orders.schema'
import { apart, body, drawHead, drawTrail, openPaper, small, strong, type Setting } from './draw-paper.ts'

/** What went back and for what, in the currency it went back in. */
export function drawCreditNote(doc: PDFKit.PDFDocument, note: CreditNote, setting: Setting): void {
  const paper = openPaper(doc, setting)
  const { t, write, rule, amount, gap, sum } = paper
  drawHead(paper, note, t('receipt.creditNote', { number: apart(note.number) }))
  if (note.isVoid) write(t('receipt.void'), strong)
  if (note.receipt) write(t('receipt.ofReceipt', { number: apart(note.receipt) }), body)
  gap(14)

  if (note.lines.length > 0) {
    paper.heading({ total: t('receipt.amount') })
    for (const line of note.lines) paper.line(line, { total: sum(line.amount) })
  } else {
    write(t(note.isWhole ? 'receipt.whole' : 'receipt.part'), body)
  }
  rule()
  if (note.delivery) amount(t('receipt.delivery'), sum(note.delivery))
  amount(t('receipt.givenBack'), sum(note.amount), strong)
  if (note.tax) amount(t('receipt.taxIncluded', paper.tax(note.tax.name, note.tax.rateBps)), sum(note.tax.amount), small)

  gap(14)
  // keys: payments.method.*
  amount(t('receipt.backBy', { method: t(`payments.method.${note.method}`) }), sum(note.amount), strong)
  drawTrail(paper, note)
}
