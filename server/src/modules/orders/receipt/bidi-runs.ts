import bidiFactory, { type Bidi } from 'bidi-js'

/** What is shaped by one font and by one script's rules. */
export type Face = 'latin' | 'arabic' | 'devanagari' | 'emoji'
/** Text of one direction and one face, in the order it stands on the page from left to right. */
export type Run = { text: string; face: Face }

// A CommonJS module whose export is the factory itself, which its types do not say.
const bidi = (bidiFactory as unknown as () => Bidi)()
const scripts = { arabic: /\p{Script=Arabic}/u, devanagari: /\p{Script=Devanagari}/u } as const
/** Signs such as © are letters' neighbours: only what comes after them is drawn as a picture. */
const picture = /(?![\0-\u218f])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u
/** What makes one picture of several, or of a sign. */
const joinsPictures = /\u200d|\ufe0f|[\u{e0020}-\u{e007f}]/u
/** Marks, spaces and stops between letters of one script stay with it, so that words keep their shapes and their spacing. */
const joinsLetters = /[\p{M}\s\u060c\u061b\u0964\u200c\u200d]/u
const graphemes = new Intl.Segmenter('en')
/** Marks that steer the order and have no shape of their own. */
const steering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/**
 * Cuts a line by the Unicode bidirectional algorithm (UAX 9) and by script, from left to right: a shaper reads a run by
 * the rules of one script only. Arabic runs stay in reading order: the shaper joins their letters and turns them round; other
 * runs that are read from right to left (brackets, dashes) are turned round here.
 */
export function visualRuns(line: string, base: 'ltr' | 'rtl'): Run[] {
  const { levels } = bidi.getEmbeddingLevels(line, base)
  const mirrored = bidi.getMirroredCharactersMap(line, levels)
  const pieces: { text: string; level: number; face: Face }[] = []
  let index = 0
  for (const char of line) {
    const level = levels[index] ?? 0
    const shape = mirrored.get(index) ?? char
    index += char.length
    if (steering.test(char)) continue
    const last = pieces.at(-1)
    const face = faceOf(char, last?.level === level ? last.face : undefined)
    if (last?.level === level && last.face === face) last.text += shape
    else pieces.push({ text: shape, level, face })
  }
  return reorder(pieces).map(({ text, level, face }) => ({ face, text: level % 2 === 1 && face !== 'arabic' ? turnedRound(text) : text }))
}

/** `before`: the face of what stands before it in the same direction. */
function faceOf(char: string, before: Face | undefined): Face {
  if (scripts.arabic.test(char)) return 'arabic'
  if (scripts.devanagari.test(char)) return 'devanagari'
  if (picture.test(char)) return 'emoji'
  if (before === undefined) return 'latin'
  return (before === 'emoji' ? joinsPictures : joinsLetters).test(char) ? before : 'latin'
}

/** Letter by letter, each with its marks. */
const turnedRound = (text: string) =>
  Array.from(graphemes.segment(text), ({ segment }) => segment)
    .toReversed()
    .join('')

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
