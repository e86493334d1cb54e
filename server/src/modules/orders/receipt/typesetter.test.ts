import pdfkit from 'pdfkit'
import { describe, expect, it } from 'vitest'
import { createTypesetter } from './typesetter.ts'

/** The PDF with these words on it, and the names of the fonts it brings. */
async function print(text: string): Promise<{ size: number; fonts: string[] }> {
  const doc = new pdfkit({ compress: false })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => doc.on('end', resolve))
  createTypesetter(doc, 'ltr', { left: 40, width: 400 }).draw(text, 40, { size: 12, own: true })
  doc.end()
  await ended
  const bytes = Buffer.concat(chunks)
  const names = bytes.toString('latin1').matchAll(/\/FontName \/[A-Z]+\+([\w-]+)/g)
  return { size: bytes.length, fonts: [...new Set(Array.from(names, ([, name]) => name ?? ''))].toSorted() }
}

describe('a paper', () => {
  it.each([
    ['Amina Otieno', ['NotoSans-Regular']],
    ['Priya प्रिया', ['NotoSans-Regular']],
    ['ليلى', ['NotoSansArabic-Regular']],
    ['Amina 👩🏽‍🌾', ['NotoEmoji-Regular', 'NotoSans-Regular']],
  ])('brings the fonts its words need, and of them what it uses: %s', async (text, wanted) => {
    const { size, fonts } = await print(text)
    expect(fonts).toEqual(wanted)
    expect(size).toBeLessThan(60_000)
  })
})
