/**
 * An order's number as it is kept, from what somebody typed or a path says; undefined when it can be none, so that such
 * a number is answered like one that does not exist.
 */
export function asOrderNumber(typed: string): string | undefined {
  const number = typed.trim().toUpperCase()
  return /^[A-Z0-9-]{4,40}$/.test(number) ? number : undefined
}
