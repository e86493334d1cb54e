import type { Language } from 'shared/locale'
import { formatMoney, type MoneyJson } from 'shared/money'
import type { CreditNote, Receipt } from 'shared/orders.schema'
import type { Translate } from 'shared/translate'
import { createTypesetter, type TextStyle } from './typesetter.ts'

export type Setting = { t: Translate; language: Language; direction: 'ltr' | 'rtl'; timeZone: string }
export type Paper = ReturnType<typeof openPaper>

// A4 in points, with the margins of a letter.
const page = { height: 842, left: 56, width: 483, top: 56, bottom: 72 }
export const small: TextStyle = { size: 9, color: '#5f6368' }
export const body: TextStyle = { size: 10.5 }
export const strong: TextStyle = { size: 10.5, weight: 'bold' }
const columns = {
  name: { from: 0, width: 233 },
  quantity: { from: 243, width: 40 },
  price: { from: 293, width: 90 },
  total: { from: 393, width: 90 },
}
const label = { from: 150, width: 233 }

/** What receipts and credit notes are drawn with, over as many pages as they need. */
export function openPaper(doc: PDFKit.PDFDocument, { t, language, direction, timeZone }: Setting) {
  const { draw, wrap } = createTypesetter(doc, direction, page)
  const dates = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { dateStyle: 'long', timeStyle: 'short', timeZone })
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
  /** Words under an amount. */
  const below = (text: string) => {
    room(small.size * 1.7)
    y += draw(text, y, small, label) + 2
  }
  const heading = (texts: { price?: string; total: string }) => {
    draw(t('receipt.product'), y, small, columns.name)
    draw(t('receipt.quantity'), y, small, columns.quantity, 'end')
    if (texts.price) draw(texts.price, y, small, columns.price, 'end')
    y += draw(texts.total, y, small, columns.total, 'end')
    rule()
  }
  const line = (goods: { name: string; title: string; quantity: number }, { price, total }: { price?: string; total: string }) => {
    room((wrap(goods.name, columns.name.width, body).length + 1) * body.size * 1.6)
    draw(String(goods.quantity), y, body, columns.quantity, 'end')
    if (price) draw(price, y, body, columns.price, 'end')
    draw(total, y, body, columns.total, 'end')
    y += draw(goods.name, y, { ...body, own: true }, columns.name)
    if (goods.title) y += draw(goods.title, y, { ...small, own: true }, columns.name)
    y += 6
  }

  return {
    t,
    write,
    rule,
    amount,
    below,
    heading,
    line,
    gap(height: number) {
      y += height
    },
    date: (moment: string) => dates.format(new Date(moment)),
    // A star has no glyph in a text font, so Stars are told in words.
    sum: (value: MoneyJson) =>
      value.currency === 'XTR' ? t('receipt.stars', { count: Number(value.amount) }) : apart(formatMoney(value, language)),
    /** The merchant's word for a tax: ours for the usual one, else theirs in its own direction. */
    tax: (name: string, rateBps: number) => ({
      name: name === 'VAT' ? t('orders.vat') : own(name),
      rate: new Intl.NumberFormat(`${language}-u-nu-latn`).format(rateBps / 100),
    }),
  }
}

/** Who issued it, what it is, and for whom. */
export function drawHead({ t, write, gap, date }: Paper, paper: Receipt | CreditNote, title: string): void {
  write(paper.shop.name, { size: 18, weight: 'bold', own: true })
  write(paper.shop.address, { ...small, own: true })
  if (paper.shop.taxId) write(t('receipt.taxId', { id: apart(paper.shop.taxId) }), small)
  gap(22)
  write(title, { size: 15, weight: 'bold' }, 4)
  write(t('receipt.order', { number: apart(paper.order) }), body)
  write(t('receipt.issued', { date: date(paper.issuedAt) }), body)
  write(t('receipt.customer', { name: own(paper.customer) }), body)
}

/** How an amount in another currency came of the price, and where it can be looked up. */
export function drawTrail(
  { t, below, date }: Paper,
  { rate, reference, at }: { rate: Receipt['payments'][number]['rate']; reference: string | null; at: string },
): void {
  if (rate) {
    const is = apart(`1 ${rate.from} = ${rate.rate} ${rate.to}`)
    below(t('receipt.rate', { rate: is, sources: apart(rate.sources.join(', ')), date: date(rate.takenAt) }))
  }
  if (reference) below(t('receipt.reference', { reference: apart(reference) }))
  below(date(at))
}

/**
 * From left to right whatever stands around it: a code, a sum. Without the isolate `US$` next to a number falls apart in
 * Arabic text (UAX 9, rules N1 and N2).
 */
export function apart(text: string): string {
  return `\u2066${text.replace(/[\u061c\u200e\u200f]/g, '')}\u2069`
}

/** Somebody's own words inside ours, in the direction they begin in. */
export function own(text: string): string {
  return `\u2068${text}\u2069`
}
