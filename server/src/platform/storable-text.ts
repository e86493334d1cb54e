/** PostgreSQL keeps no NUL, and half a surrogate pair is no character: what others sent, cut to what can be kept. */
export function asStorable(text: string, most = 256): string {
  return text.replaceAll('\u0000', '').toWellFormed().slice(0, most).toWellFormed()
}
