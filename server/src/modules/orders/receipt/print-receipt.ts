import { direction } from 'shared/locale'
import type { CreditNote, Receipt } from 'shared/orders.schema'
import type { Context } from '../../../context.ts'
import { wordsFor } from '../../../platform/words.ts'
import { drawCreditNote } from './draw-credit-note.ts'
import type { Setting } from './draw-paper.ts'
import { drawReceipt } from './draw-receipt.ts'
import { presentCreditNote, presentReceipt, type Reader } from './present-receipt.ts'

/**
 * The receipt as a PDF on A4, in the reader's language, from right to left where that is how it is read. Printed again it
 * is the same to the byte.
 * @throws orders/not-found · orders/no-receipt
 */
export async function printReceipt(ctx: Context, reader: Reader): Promise<Uint8Array> {
  const receipt = await presentReceipt(ctx, reader)
  return print(ctx, reader, receipt, (doc, setting) => drawReceipt(doc, receipt, setting))
}

/** The same of a credit note, until it is void: from then on it says so. @throws orders/not-found · orders/no-receipt */
export async function printCreditNote(ctx: Context, reader: Reader & { creditNote: string }): Promise<Uint8Array> {
  const note = await presentCreditNote(ctx, reader)
  return print(ctx, reader, note, (doc, setting) => drawCreditNote(doc, note, setting))
}

async function print(
  ctx: Context,
  { language }: Reader,
  paper: Receipt | CreditNote,
  draw: (doc: PDFKit.PDFDocument, setting: Setting) => void,
): Promise<Uint8Array> {
  // Loaded when somebody first prints: most starts of the shop never do.
  const { default: PDFDocument } = await import('pdfkit')
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    lang: language,
    info: { Title: paper.number, Author: paper.shop.name, CreationDate: new Date(paper.issuedAt) },
  })
  const written = collect(doc)
  draw(doc, { t: wordsFor(language), language, direction: direction(language), timeZone: ctx.config.shop.timeZone })
  doc.end()
  return written
}

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    doc.on('error', reject)
  })
}
