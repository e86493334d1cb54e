import type { Context } from '../../../context.ts'
import { direction } from 'shared/locale'
import { wordsFor } from '../../../platform/words.ts'
import { drawReceipt } from './draw-receipt.ts'
import { presentReceipt } from './present-receipt.ts'
import type { ReceiptReader } from './receipt-link.ts'

/**
 * The receipt as a PDF on A4, in the reader's language, from right to left where that is how it is read.
 * @throws orders/not-found · orders/no-receipt
 */
export async function printReceipt(ctx: Context, { number, userId, language }: ReceiptReader): Promise<Uint8Array> {
  const receipt = await presentReceipt(ctx, { number, userId })
  // Loaded when somebody first prints: most starts of the shop never do.
  const { default: PDFDocument } = await import('pdfkit')
  const t = wordsFor(language)
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    lang: language,
    info: { Title: `${t('receipt.title')} ${receipt.number}`, Author: receipt.shop.name, CreationDate: ctx.clock.now() },
  })
  const written = collect(doc)
  drawReceipt(doc, receipt, { t, language, direction: direction(language), timeZone: ctx.config.shop.timeZone })
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
