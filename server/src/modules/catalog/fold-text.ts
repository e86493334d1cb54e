/**
 * Text as the search compares it: small letters, Latin diacritics and Arabic vowel signs off, the forms of alef one
 * (their hamza is a combining mark once decomposed), ta marbuta as ha, alef maqsura as ya, Arabic digits as Latin.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u0640]+/gu, '')
    .toLowerCase()
    .replaceAll('\u0671', '\u0627')
    .replaceAll('\u0629', '\u0647')
    .replaceAll('\u0649', '\u064a')
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
}

/** A word as the index holds it: folded, and without the Arabic article when something is left of it. */
export function foldWord(word: string): string {
  const folded = foldText(word)
  return folded.length > 4 && folded.startsWith('\u0627\u0644') ? folded.slice(2) : folded
}

export function wordsOf(text: string): string[] {
  // Marks belong to the letter before them: a word is not cut at a vowel sign.
  return text.split(/[^\p{L}\p{N}\p{M}\u0640]+/u).filter(Boolean)
}
