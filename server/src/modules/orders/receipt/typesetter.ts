import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { visualRuns, type Face } from './bidi-runs.ts'

type Document = PDFKit.PDFDocument
export type Weight = 'regular' | 'bold'
/** `own`: somebody's own words, each in the direction it begins in, at the side where ours begin. */
export type TextStyle = { size: number; weight?: Weight; color?: string; own?: true }
export type Typesetter = ReturnType<typeof createTypesetter>

const require = createRequire(import.meta.url)
const files = {
  'latin-regular': () => require.resolve('@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf'),
  'latin-bold': () => require.resolve('@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf'),
  'arabic-regular': () => require.resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  'arabic-bold': () => require.resolve('@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf'),
  'emoji-regular': () => require.resolve('@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf'),
  'emoji-bold': () => require.resolve('@expo-google-fonts/noto-emoji/700Bold/NotoEmoji_700Bold.ttf'),
}
/** Read when something is first written in it: few papers need them all. */
const fonts = new Map<string, Buffer>()

function fontOf(name: keyof typeof files): Buffer {
  const bytes = fonts.get(name) ?? readFileSync(files[name]())
  fonts.set(name, bytes)
  return bytes
}

/**
 * Draws lines of any direction in Noto Sans (Latin, Greek, Cyrillic, Devanagari), Noto Sans Arabic and Noto Emoji, embedded by the
 * glyphs used. pdfkit lays words out from left to right whatever they are; here each run is placed where the bidirectional
 * algorithm wants it.
 * @param area the page between its margins: `start` is left, or right when the base direction is `rtl`
 */
export function createTypesetter(doc: Document, direction: 'ltr' | 'rtl', area: { left: number; width: number }) {
  const registered = new Set<string>()
  // Named features keep pdfkit from cutting a run at its spaces before it is shaped.
  const shaping = { features: ['kern'] as PDFKit.Mixins.OpenTypeFeatures[] }
  const use = (face: Face, { size, weight = 'regular' }: TextStyle) => {
    // Noto Sans has the letters of Devanagari.
    const name = `${face === 'devanagari' ? 'latin' : face}-${weight}` as const
    if (!registered.has(name)) doc.registerFont(name, fontOf(name))
    registered.add(name)
    return doc.font(name).fontSize(size)
  }

  // Breaking a line measures and drawing it measures again: shaping is the dear part, so each is done once.
  const widths = new Map<string, number>()

  function widthOf(text: string, style: TextStyle): number {
    const base = style.own ? ownDirection(text, direction) : direction
    const key = `${style.size} ${style.weight} ${base} ${text}`
    const width =
      widths.get(key) ?? visualRuns(text, base).reduce((sum, run) => sum + use(run.face, style).widthOfString(run.text, shaping), 0)
    widths.set(key, width)
    return width
  }

  /** Breaks at spaces that may break, in reading order; a word wider than the column stands alone. */
  function wrap(text: string, width: number, style: TextStyle): string[] {
    const lines: string[] = []
    for (const word of text.split(/[ \t\n]+/).filter(Boolean)) {
      const last = lines.at(-1)
      if (last !== undefined && widthOf(`${last} ${word}`, style) <= width) lines[lines.length - 1] = `${last} ${word}`
      else lines.push(word)
    }
    return closeIsolates(lines)
  }

  /**
   * @param column its start and width from the start side of the page, in points
   * @returns the height of what was drawn
   */
  function draw(
    text: string,
    top: number,
    style: TextStyle,
    column = { from: 0, width: area.width },
    align: 'start' | 'end' = 'start',
  ): number {
    const lines = wrap(text, column.width, style)
    const height = style.size * 1.45
    const left = direction === 'ltr' ? area.left + column.from : area.left + area.width - column.from - column.width
    const base = style.own ? ownDirection(text, direction) : direction
    const isLeft = (align === 'start') === (direction === 'ltr')
    for (const [index, line] of lines.entries()) {
      let x = isLeft ? left : left + column.width - widthOf(line, style)
      for (const run of visualRuns(line, base)) {
        use(run.face, style).fillColor(style.color ?? '#1a1a1a')
        // All fonts stand on one baseline, although their ascents differ.
        doc.text(run.text, x, top + index * height + style.size, { ...shaping, lineBreak: false, baseline: 'alphabetic' })
        x += doc.widthOfString(run.text, shaping)
      }
    }
    return lines.length * height
  }

  return { draw, wrap }
}

/** What is isolated and goes on in the next line is isolated there, too. Isolates do not lie within each other here. */
function closeIsolates(lines: readonly string[]): string[] {
  let open = ''
  return lines.map((line) => {
    const whole = open + line
    for (const [mark] of line.matchAll(/[\u2066-\u2069]/g)) open = mark === '\u2069' ? '' : mark
    return open ? `${whole}\u2069` : whole
  })
}

/** By its first letter (UAX 9, P2 and P3); of no letter, that of the page. */
function ownDirection(text: string, page: 'ltr' | 'rtl'): 'ltr' | 'rtl' {
  const first = /\p{L}/u.exec(text)?.[0]
  if (first === undefined) return page
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(first) ? 'rtl' : 'ltr'
}
