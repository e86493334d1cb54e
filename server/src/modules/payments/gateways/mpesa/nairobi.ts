const nairobiAheadMs = 3 * 3_600_000

/** As their clocks show it: `2026-11-22 17:05:09`, East Africa Time, which knows no summer time. */
export function inNairobi(at: Date): string {
  return new Date(at.getTime() + nairobiAheadMs).toISOString().slice(0, 19).replace('T', ' ')
}

/** Their book writes `2020-08-05T10:13:00Z` and means Nairobi. Undefined when it cannot be read. */
export function fromNairobi(written: string): Date | undefined {
  const digits = written.replaceAll(/\D/g, '')
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(digits)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second] = match.map(Number)
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - nairobiAheadMs)
}
