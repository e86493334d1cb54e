import type { Language } from 'shared/locale'
import { formatMoney, type MoneyJson } from 'shared/money'
import type { Receipt } from 'shared/orders.schema'
import type { Translate } from 'shared/translate'
import { createTypesetter, type TextStyle } from './typesetter.ts'

type Setting = { t: Translate; language: Language; direction: 'ltr' | 'rtl'; timeZone: string }

// A4 in points, with the margins of a letter.
const page = { height: 842, left: 56, width: 483, top: 56, bottom: 72 }
const small: TextStyle = { size: 9, color: '#5f6368' }
const body: TextStyle = { size: 10.5 }
const strong: TextStyle = { size: 10.5, weight: 'bold' }
const columns = {
  name: { from: 0, width: 233 },
  quantity: { from: 243, width: 40 },
  price: { from: 293, width: 90 },
  total: { from: 393, width: 90 },
}
const label = { from: 200, width: 183 }

/** Draws a receipt over as many pages as it needs. */
export function drawReceipt(doc: PDFKit.PDFDocument, receipt: Receipt, { t, language, direction, timeZone }: Setting): void {
  const { draw, wrap } = createTypesetter(doc, direction, page)
  const dates = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: 'long', timeStyle: 'short', timeZone })
  const date = (moment: string) => dates.format(new Date(moment))
  // A star has no glyph in a text font, so Stars are told in words.
  const sum = (value: MoneyJson) =>
    value.currency === 'XTR' ? t('receipt.stars', { count: Number(value.amount) }) : apart(formatMoney(value, language))
  let y = page.top

  const room = (height: number) => {
    if (y + height <= page.height - page.bottom) return
    doc.addPage()
    y = page.top
  }
  const write = (text: string, style: TextStyle, gap = 0) => {
    room(style.size * 1.45)
    y += draw(text, y, style) + gap
  }
  const rule = (gap = 10) => {
    room(2 * gap)
    doc
      .moveTo(page.left, y + gap / 2)
      .lineTo(page.left + page.width, y + gap / 2)
      .lineWidth(0.6)
      .strokeColor('#d8dadd')
      .stroke()
    y += gap + 4
  }
  const amount = (name: string, value: string, style: TextStyle = body) => {
    room(style.size * 1.7)
    const height = Math.max(draw(name, y, style, label), draw(value, y, style, columns.total, 'end'))
    y += height + 2
  }

  write(receipt.shop.name, { size: 18, weight: 'bold' })
  write(receipt.shop.address, small)
  if (receipt.shop.taxId) write(t('receipt.taxId', { id: apart(receipt.shop.taxId) }), small)
  y += 22
  write(t('receipt.title'), { size: 15, weight: 'bold' }, 4)
  write(t('receipt.number', { number: apart(receipt.number) }), body)
  write(t('receipt.issued', { date: date(receipt.issuedAt) }), body)
  write(t('receipt.customer', { name: receipt.customer }), body, 14)

  draw(t('receipt.product'), y, small, columns.name)
  draw(t('receipt.quantity'), y, small, columns.quantity, 'end')
  draw(t('receipt.price'), y, small, columns.price, 'end')
  y += draw(t('receipt.amount'), y, small, columns.total, 'end')
  rule()
  for (const line of receipt.lines) {
    room((wrap(line.name, columns.name.width, body).length + 1) * body.size * 1.6)
    draw(String(line.quantity), y, body, columns.quantity, 'end')
    draw(sum(line.unitPrice), y, body, columns.price, 'end')
    draw(sum(line.total), y, body, columns.total, 'end')
    y += draw(line.name, y, body, columns.name)
    if (line.title) y += draw(line.title, y, small, columns.name)
    y += 6
  }
  rule()

  const { totals } = receipt
  const tax = { name: totals.taxName, rate: totals.taxRateBps / 100 }
  amount(t('receipt.subtotal'), sum(totals.subtotal))
  if (totals.delivery.amount !== '0') amount(t('receipt.delivery'), sum(totals.delivery))
  if (!totals.taxIncluded && totals.tax.amount !== '0') amount(t('receipt.tax', tax), sum(totals.tax))
  amount(t('receipt.total'), sum(totals.total), strong)
  if (totals.taxIncluded && totals.tax.amount !== '0') amount(t('receipt.taxIncluded', tax), sum(totals.tax), small)

  y += 14
  for (const payment of receipt.payments) {
    // keys: receipt.method.*
    amount(t('receipt.paidBy', { method: t(`receipt.method.${payment.method}`) }), sum(payment.amount), strong)
    if (payment.reference) amountless(t('receipt.reference', { reference: apart(payment.reference) }))
    amountless(date(payment.at))
  }
  for (const refund of receipt.refunds) {
    amount(t('receipt.refunded'), sum({ ...refund.amount, amount: `-${refund.amount.amount}` }), strong)
    amountless(date(refund.at))
  }
  y += 24
  write(t('receipt.thanks'), small)

  function amountless(text: string): void {
    room(small.size * 1.7)
    y += draw(text, y, small, label) + 2
  }
}

/**
 * From left to right whatever stands around it: a code, a sum. Without the isolate `US$` next to a number falls apart in
 * Arabic text (UAX 9, rules N1 and N2).
 */
function apart(text: string): string {
  return `\u2066${text.replace(/[\u061c\u200e\u200f]/g, '')}\u2069`
}
