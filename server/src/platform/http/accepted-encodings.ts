/** The content encodings a request takes, by its Accept-Encoding: what it gives the weight 0 it refuses (RFC 9110, 12.5.3). */
export function acceptedEncodings(header: string | undefined): ReadonlySet<string> {
  return new Set((header ?? '').split(',').flatMap((part) => (/;\s*q=0(\.0*)?\s*$/.test(part) ? [] : [part.split(';')[0]?.trim() ?? ''])))
}
