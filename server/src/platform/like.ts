/** A LIKE pattern for text that holds `typed` as it is: `%`, `_` and `\` are only themselves. */
export function containing(typed: string): string {
  return `%${typed.replace(/[\\%_]/g, '\\$&')}%`
}
