/** Calling codes of the countries whose numbers are written with a leading 0 at home (ITU-T E.164, national trunk prefix 0). */
const callingCodes: Record<string, string> = {
  KE: '254',
  UG: '256',
  TZ: '255',
  RW: '250',
  ET: '251',
  AE: '971',
  SA: '966',
  EG: '20',
  GB: '44',
  DE: '49',
}

/**
 * A phone number as people type or paste it, in the international form the server takes: `+254712345678`. With a
 * country also as it is written there: `0712 345 678`.
 * @param country ISO 3166-1 alpha-2.
 * @returns undefined when it is not one: no way to know the country, too short, or letters in it.
 */
export function asPhone(typed: string, country?: string): string | undefined {
  // Arabic keyboards type their own digits; spaces, dots, dashes and brackets are only for reading.
  const latin = typed.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
  const bare = latin.replace(/[\s().\-\u200e\u200f\u2066-\u2069]/g, '').replace(/^00/, '+')
  const code = callingCodes[country ?? '']
  const full = code ? bare.replace(/^0(?=[1-9])/, `+${code}`) : bare
  return /^\+[1-9]\d{6,14}$/.test(full) ? full : undefined
}
