import type { Receipt } from 'shared/orders.schema'
import { apart, body, drawHead, drawTrail, openPaper, own, small, strong, type Setting } from './draw-paper.ts'

/** What was bought, and what was charged for it: in which currency, by which rate, under which reference. */
export function drawReceipt(doc: PDFKit.PDFDocument, receipt: Receipt, setting: Setting): void {
  const paper = openPaper(doc, setting)
  const { t, write, rule, amount, gap, sum } = paper
  drawHead(paper, receipt, t('receipt.title', { number: apart(receipt.number) }))
  const { delivery, totals } = receipt
  if (delivery?.place) {
    const words = { place: own(delivery.place) }
    write(delivery.kind === 'pickup' ? t('receipt.pickup', words) : t('receipt.sentTo', words), body)
  }
  gap(14)

  paper.heading({ price: t('receipt.price'), total: t('receipt.amount') })
  for (const line of receipt.lines) paper.line(line, { price: sum(line.unitPrice), total: sum(line.total) })
  rule()

  const tax = paper.tax(totals.taxName, totals.taxRateBps)
  amount(t('receipt.subtotal'), sum(totals.subtotal))
  if (totals.delivery.amount !== '0') amount(t('receipt.delivery'), sum(totals.delivery))
  if (!totals.taxIncluded && totals.tax.amount !== '0') amount(t('receipt.tax', tax), sum(totals.tax))
  amount(t('receipt.total'), sum(totals.total), strong)
  if (totals.taxIncluded && totals.tax.amount !== '0') amount(t('receipt.taxIncluded', tax), sum(totals.tax), small)

  gap(14)
  for (const payment of receipt.payments) {
    // keys: payments.method.*
    amount(t('receipt.paidBy', { method: t(`payments.method.${payment.method}`) }), sum(payment.amount), strong)
    drawTrail(paper, payment)
  }
  gap(24)
  write(t('receipt.thanks'), small)
}
