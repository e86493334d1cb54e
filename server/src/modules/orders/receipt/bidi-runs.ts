import bidiFactory, { type Bidi } from 'bidi-js'

/** Text of one direction and one script, in the order it stands on the page from left to right. */
export type Run = { text: string; isArabic: boolean }

// A CommonJS module whose export is the factory itself, which its types do not say.
const bidi = (bidiFactory as unknown as () => Bidi)()
const arabic = /\p{Script=Arabic}/u
/** Marks that steer the order and have no shape of their own. */
const steering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/**
 * Cuts a line by the Unicode bidirectional algorithm (UAX 9) and by script, one font each, from left to right. Arabic runs
 * stay in reading order: the shaper joins their letters and turns them round; other runs that are read from right to
 * left (brackets, dashes) are turned round here.
 */
export function visualRuns(line: string, base: 'ltr' | 'rtl'): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line, base)
  const mirrored = bidi.getMirroredCharactersMap(line, levels)
  const pieces: { text: string; level: number; isArabic: boolean }[] = []
  let index = 0
  for (const char of line) {
    const level = levels[index] ?? 0
    const shape = mirrored.get(index) ?? char
    index += char.length
    if (steering.test(char)) continue
    const last = pieces.at(-1)
    // Marks and spaces between letters of one script stay with it, so that words keep their spacing.
    const isArabic = arabic.test(char) || (/[\p{M}\s\u060c\u061b]/u.test(char) && last?.level === level && last.isArabic)
    if (last?.level === level && last.isArabic === isArabic) last.text += shape
    else pieces.push({ text: shape, level, isArabic })
  }
  return reorder(pieces).map(({ text, level, isArabic }) => ({
    isArabic,
    text: level % 2 === 1 && !isArabic ? [...text].toReversed().join('') : text,
  }))
}

/** Rule L2: from the highest level to the lowest odd one, turn round each stretch at that level or above. */
function reorder<Piece extends { level: number }>(pieces: readonly Piece[]): Piece[] {
  let ordered = [...pieces]
  const highest = Math.max(0, ...pieces.map((piece) => piece.level))
  for (let level = highest; level >= 1; level -= 1) {
    const next: Piece[] = []
    let stretch: Piece[] = []
    for (const piece of ordered) {
      if (piece.level >= level) stretch.unshift(piece)
      else {
        next.push(...stretch, piece)
        stretch = []
      }
    }
    ordered = [...next, ...stretch]
  }
  return ordered
}
