/**
 * A phone number as people type or paste it, in the international form the server takes: `+254712345678`.
 * @returns undefined when it is not one: no country code, too short, or letters in it.
 */
export function asPhone(typed: string): string | undefined {
  // Arabic keyboards type their own digits; spaces, dots, dashes and brackets are only for reading.
  const latin = typed.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
  const bare = latin.replace(/[\s().\-\u200e\u200f\u2066-\u2069]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : undefined
}
