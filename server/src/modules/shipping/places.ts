/** Whether what somebody wrote as their city is this one, or a part of it ("Nairobi West"). */
export function isIn(written: string, city: string): boolean {
  return `${plain(written)} `.startsWith(`${plain(city)} `)
}

/** Whether two spellings are one city to `isIn`. */
export function isSameCity(a: string, b: string): boolean {
  return plain(a) === plain(b)
}

/** Without case, accents and punctuation. Another script stays another spelling, which staff name beside the first (نيروبي). */
function plain(text: string): string {
  const letters = text.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return letters
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
