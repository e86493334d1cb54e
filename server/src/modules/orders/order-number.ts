/**
 * An order's number as it is kept, from what somebody typed or a path says; undefined when it can be none, so that such
 * a number is answered like one that does not exist.
 */
export function asOrderNumber(typed: string): string | undefined {
  const number = typed.trim().toUpperCase()
  return /^[A-Z0-9-]{4,40}$/.test(number) ? number : undefined
}

/** The number somebody wrote out in full, with or without dashes and in any case; undefined for anything else. */
export function asWholeNumber(typed: string): string | undefined {
  const match = /^DK([0-9A-Z]{4})([0-9A-Z]{4})$/.exec(typed.replace(/[\s-]/g, '').toUpperCase())
  return match ? `DK-${match[1]}-${match[2]}` : undefined
}
